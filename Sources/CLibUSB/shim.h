#pragma once
#include <libusb.h>
#ifdef __linux__
#include <sys/prctl.h>
#else
#include <pthread.h>
#endif

/// Names the calling thread for debuggers and `top -H`; at most 15 bytes are kept.
static inline void bilanx_name_thread(const char *name) {
#ifdef __linux__
    // Variadic, so Swift cannot call it itself.
    prctl(PR_SET_NAME, name, 0, 0, 0);
#else
    pthread_setname_np(name);
#endif
}
