// The line to the program: WebSocket in, commands out; joins again by itself.

const handlers = {};
let socket = null;
let client = null;
let screenName = null;
let wait = 500;
let timer = 0;
let stopped = false;

/** Sets what is called: hello, frame, state, say, control, link(up), pair(). */
export const onWire = (given) => Object.assign(handlers, given);

/** The id of this screen; null before the program gave one. */
export const clientId = () => screenName;

/** Begins: reads the state, asks for pairing where the program wants it, then opens the socket. */
export async function connect() {
  clearTimeout(timer);
  try {
    const answer = await fetch("/api/state", { cache: "no-store" });
    if (answer.status === 401) {
      stopped = true;
      handlers.pair?.();
      return;
    }
    stopped = false;
    if (answer.ok) handlers.state?.(await answer.json());
    open();
  } catch {
    again();
  }
}

function open() {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  socket = new WebSocket(`${scheme}//${location.host}/ws`);
  socket.onopen = () => { wait = 500; };
  socket.onmessage = (event) => receive(event.data);
  socket.onclose = () => again();
}

function receive(data) {
  const arrived = performance.now();
  let message;
  try {
    message = JSON.parse(data);
  } catch {
    return;
  }
  if (message.t === "hello") {
    client = message.client;
    screenName = message.name ?? message.client;
    handlers.link?.(true);
  }
  handlers[message.t]?.(message, arrived);
}

function again() {
  if (stopped) return;
  socket = null;
  handlers.link?.(false);
  clearTimeout(timer);
  timer = setTimeout(connect, wait + Math.random() * 200);
  wait = Math.min(wait * 1.6, 4000);
}

window.addEventListener("online", () => { if (!socket) connect(); });

/** Sends a message over the socket where it is open. */
export function send(message) {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
}

async function post(path, body) {
  try {
    const headers = { "Content-Type": "application/json" };
    if (client) headers["X-Bilanx-Client"] = client;
    const answer = await fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
    const document = await answer.json().catch(() => ({}));
    return { ok: answer.ok && document.ok !== false, why: document.why ?? "", code: document.code ?? "" };
  } catch {
    return { ok: false, why: "", code: "unreachable" };
  }
}

/** Gives a command; resolves to whether it was taken, else why not. */
export const command = (body) => post("/api/command", body);

/** Gives the code of the pairing form; true where it was right. */
export const pair = (code) => post("/api/pair", { code });

/** Reads a document of the program; null where it cannot be had. */
export async function read(path) {
  try {
    const answer = await fetch(path, { cache: "no-store" });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}
