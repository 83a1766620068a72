# Bilanx: `make run` runs a live test, `make test` runs all tests. Both install what is missing over apt.
# Swift 6.2 or newer is the one prerequisite.

SHELL := /bin/bash
ARGS ?=
APT := DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)

BUILD_PACKAGES := pkg-config libusb-1.0-0-dev zlib1g-dev libsqlite3-dev git ca-certificates
# What a freshly unpacked Swift needs on a bare Debian to start and to link.
SWIFT_PACKAGES := binutils libc6-dev libgcc-12-dev libncurses6 libxml2 libsqlite3-0 libcurl4
TEST_PACKAGES := umockdev libumockdev-dev tshark gzip

BIN := .build/release/bilanx
TEST_FLAGS := -c release --scratch-path .build-test -Xswiftc -enable-testing

.PHONY: build run test truth kill spark bench bench-tool compare deps test-deps swift sanitize clean

build: deps
	swift build -c release --product bilanx

run: build
	@if [ -n '$(ARGS)' ]; then \
	    if [ -t 1 ]; then exec $(BIN) live $(ARGS); else exec $(BIN) record $(ARGS); fi; \
	fi; \
	if $(BIN) devices 2>/dev/null; then \
	    echo "Missing: which channel is left, what the sensors measure, and your word on the sides. For example:"; \
	    echo "  make run ARGS='--test cmj --left AIN0 --right AIN2 --span-left 2000N@10mV --span-right 2000N@10mV --sides-confirmed'"; \
	    echo "Until then, a virtual device with a virtual person:"; \
	else \
	    echo "No device that Bilanx knows can be used here ('$(BIN) doctor' says why)."; \
	    echo "A virtual device with a virtual person instead:"; \
	fi; \
	if [ -t 1 ]; then exec $(BIN) live --device virtual:u6,person=cmj,asymmetry=8; \
	else exec $(BIN) record --device virtual:u6,person=cmj,asymmetry=8,pace=max; fi

test: test-deps
	@bash .ci/test

# Analysis of 2000 virtual people of each test held against what they truly did, as tables; `make test` asks 200.
# BILANX_TRUTH_SEED chooses other people.
truth: test-deps
	@mkdir -p .build-test
	@swift build --build-tests $(TEST_FLAGS)
	@BILANX_TRUTH_PEOPLE=$${BILANX_TRUTH_PEOPLE:-2000} swift test --skip-build --disable-xctest $(TEST_FLAGS) \
	    --filter 'TruthStudyTests|VerdictStudyTests' 2>&1 | grep -vE '^(◇|✔|\[)'; exit $${PIPESTATUS[0]}

# A thousand live recordings killed at random moments, their journals torn and flipped besides; CI does sixty.
# BILANX_KILLS and BILANX_KILL_SEED choose others.
kill: test-deps
	@mkdir -p .build-test
	@swift build --build-tests $(TEST_FLAGS)
	@BILANX_KILLS=$${BILANX_KILLS:-1000} swift test --skip-build --disable-xctest $(TEST_FLAGS) --filter KillTests 2>&1 | \
	    grep -vE '^(◇|✔ Suite|\[)'; exit $${PIPESTATUS[0]}

# What reading, files, analysis and filters cost, each beside something trivial in the same run; nothing is asserted.
# BILANX_LOAD_MINUTES sets the minutes of samples of sixteen plates, ten without it. Then every question to the roster among
# ten million results, or BILANX_ROSTER_ROWS. `make bench-tool` runs the rest under a tool that keeps baselines, which takes
# minutes to build.
bench: deps
	swift build -c release --package-path Benchmarks --product load
	swift build -c release --package-path Benchmarks --product roster
	@Benchmarks/.build/release/load
	@Benchmarks/.build/release/roster

bench-tool: deps
	swift package --package-path Benchmarks --allow-writing-to-package-directory benchmark --no-progress

# Ten thousand trials by PySpark and by one process: the same rows, and how long each took.
spark: build
	@BILANX_BIN=$(BIN) bash .ci/spark

# Files and analysis beside other programs on the same data, as ratios; 10 million rows of CSV, or BILANX_COMPARE_ROWS.
# Installs those programs, half a gigabyte, into .cache.
compare: deps
	@bash .ci/compare

# Address and thread sanitizer over the parts that share memory between threads; debug builds, so small.
sanitize: deps
	@bash .ci/sanitize

deps: swift
	@$(call install,$(BUILD_PACKAGES))

test-deps: deps
	@$(call install,$(TEST_PACKAGES))

# Installs those of the packages in $(1) that are missing.
define install
	if command -v apt-get >/dev/null; then \
	    missing=$$(for p in $(1); do dpkg-query -W -f '$${Status}' $$p 2>/dev/null | grep -q 'ok installed' || echo $$p; done); \
	    if [ -n "$$missing" ]; then \
	        echo "Installing" $$missing; \
	        $(SUDO) apt-get update -q >/dev/null && $(SUDO) env $(APT) $$missing >/dev/null || \
	        { echo "These packages could not be installed:" $$missing "- install them by hand and try again."; exit 1; }; \
	    fi; \
	else \
	    echo "No apt here: make sure that these are installed (Debian's names): $(1)"; \
	fi
endef

swift:
	@command -v swift >/dev/null || { \
	    echo "Swift is missing. Get 6.2 or newer from https://www.swift.org/install and put its usr/bin on your PATH."; exit 1; }
	@swift --version >/dev/null 2>&1 || { $(call install,$(SWIFT_PACKAGES)); }
	@version=$$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p' | head -n 1); \
	case "$$version" in \
	    "") echo "Swift is there but does not start: run 'swift --version' to see why."; exit 1;; \
	    [0-5].*|6.0|6.1) echo "Swift $$version is too old: 6.2 or newer is needed, from https://www.swift.org/install"; exit 1;; \
	esac
	@[ "$$(uname)" != Linux ] || command -v ld >/dev/null && [ -e /usr/include/stdio.h ] || { $(call install,$(SWIFT_PACKAGES)); }

clean:
	rm -rf .build .build-test .build-tsan .build-asan Tests/EndToEnd/.build Tests/Consumer/.build Tests/Skeleton/.build \
	    Benchmarks/.build .cache
