# libmateo. `make` builds everything into build/; `make help` says what else there is.

SWIFT ?= swift
CC = gcc
PREFIX ?= /usr/local
DESTDIR ?=
BINDIR ?= $(PREFIX)/bin
LIBDIR ?= $(PREFIX)/lib
INCLUDEDIR ?= $(PREFIX)/include
DATADIR ?= $(PREFIX)/share
# embedded: the library that ships. static: the same sources with the ordinary Swift runtime linked in.
MATEO_RUNTIME ?= embedded
# Keeps the symbol table of the library: make STRIP=
STRIP ?= -s

ifeq ($(MATEO_RUNTIME),embedded)
  LIB := build/lib
  ARCHIVE := build/lib/libmateo.a
else ifeq ($(MATEO_RUNTIME),static)
  LIB := build/static/lib
else
  $(error MATEO_RUNTIME is "$(MATEO_RUNTIME)"; it must be embedded or static)
endif

VERSION := $(shell sed -n 's/.*"\([0-9]*\.[0-9]*\.[0-9]*\)".*/\1/p' Sources/*/Version.swift | head -1)
WARNINGS := -Wall -Wextra -Wpedantic -Wconversion -Werror
CFLAGS ?= -std=c11 -O1 -g $(WARNINGS)

# Files and folders: a folder's time changes when a file in it comes or goes.
tree = $(shell find $(wildcard $(1)) -not -name '*.md')
CORE_SOURCES := Package.swift $(call tree,Sources/CCurl Sources/CSQLite Sources/CSystem Sources/CXXHash \
	Sources/MateoCore Sources/MateoEngine)
LIBRARY_SOURCES := $(CORE_SOURCES) $(call tree,Sources/MateoC) include/mateo/types.h include/module.modulemap
RELEASE := $(SWIFT) build -c release --static-swift-stdlib
SYMBOLS := .build-embedded/symbols
SWIFT_SOURCES = Package.swift $(wildcard Sources Tests)

# Each is a target of its own; `make test` runs them all.
# The first builds nothing that the others use, see scripts/run-tests.
TESTS := test-swift test-c-valgrind test-c-helgrind check test-swift-package test-header test-exports test-abi test-linkage test-c \
	test-c-static test-c-sanitized test-cli test-simulation test-mutations test-fuzz test-torture test-soak test-examples test-languages \
	test-cpp test-python test-postgres test-tryton test-install test-packages

.PHONY: all library cli sandbox header manual format clean help install uninstall dist deb dependencies demo bench abi wheel test-python
.PHONY: simulate simulate-mutations soak fuzz torture threads docs test-swift-package
.PHONY: builds check check-format check-header check-readme check-docs check-traps test test-dist test-deb $(TESTS)
.DELETE_ON_ERROR:

all: header library cli sandbox manual  ## builds library, header, tools and their manual into build/ (the default)

library: $(LIB)/libmateo.so $(ARCHIVE)  ## builds libmateo.so and .a; MATEO_RUNTIME=static: libmateo.so into build/static/lib

cli: build/bin/mateo  ## builds the command line tool

sandbox: build/bin/mateo-sandbox  ## builds the local Hellomateo for tests

# ---- The library: Swift makes the objects, gcc links them (so there is no RUNPATH). ----

LINKING := include/mateo.h scripts/link-library scripts/symbol-versions

build/lib/libmateo.so: .build-embedded/made $(LINKING)
	STRIP=$(STRIP) scripts/link-library embedded $@

build/lib/libmateo.a: .build-embedded/made $(LINKING)
	scripts/link-library archive $@

build/static/lib/libmateo.so: $(LIBRARY_SOURCES) $(LINKING) | dependencies
	$(RELEASE) --product mateo-c
	STRIP=$(STRIP) scripts/link-library static $@

# The compiler describes the C functions (names, types, comments) while it builds the library.
# The archive is made anew: one that is brought up to date has new files at its end, and the linker keeps more of what
# several modules have when the order is another.
.build-embedded/made: $(LIBRARY_SOURCES) | dependencies
	@rm -f .build-embedded/release/libmateo.a
	MATEO_EMBEDDED=1 $(SWIFT) build -c release --product mateo --scratch-path .build-embedded \
		-Xswiftc -emit-symbol-graph -Xswiftc -emit-symbol-graph-dir -Xswiftc $(SYMBOLS)
	@touch $@

# ---- The header. With CI=true it is compared, never written. ----

HEADER_GENERATOR := .build/release/mateo-header
HEADER_COMMAND = $(HEADER_GENERATOR) --symbols $(SYMBOLS)/MateoC.symbols.json \
	--sources Sources/MateoC --types include/mateo/types.h --output include/mateo.h

header: build/header.made  ## writes include/mateo.h from Sources/MateoC; with CI=true only compares it

build/header.made: build/header-generator.made .build-embedded/made $(wildcard include/mateo.h)
	@mkdir -p $(@D)
	$(HEADER_COMMAND)
	@touch $@

build/header-generator.made: Package.swift $(call tree,Sources/MateoHeader)
	@mkdir -p $(@D)
	$(RELEASE) --product mateo-header
	@touch $@

# ---- The tools. ----

build/bin/mateo: $(CORE_SOURCES) $(call tree,Sources/Mateo Sources/MateoCLI) | dependencies
	$(RELEASE) --product mateo-cli
	@install -D -s .build/release/mateo-cli $@

build/bin/mateo-sandbox: $(CORE_SOURCES) $(call tree,Sources/MateoSandbox Sources/MateoSandboxCLI) | dependencies
	$(RELEASE) --product mateo-sandbox -Xlinker --no-export-dynamic
	@install -D -s .build/release/mateo-sandbox $@

# ---- The manual pages and the completions of the shells, from the tools themselves and the header. ----

manual: build/share/made  ## writes manual pages and shell completions into build/share

build/share/made: build/bin/mateo build/bin/mateo-sandbox include/mateo.h include/mateo/types.h CHANGELOG.md \
		scripts/package/manual
	scripts/package/manual build/share
	@touch $@

dependencies:
	@scripts/dependencies build

# ---- Checks and tests. ----

check: check-format check-header check-readme check-docs check-traps  ## looks at the form of the sources, and whether header and documents are up to date

check-format:
	$(SWIFT) format lint --strict --recursive $(SWIFT_SOURCES)

check-header: build/header-generator.made .build-embedded/made
	$(HEADER_COMMAND) --check

check-readme:
	scripts/check-readme

check-docs:
	scripts/list-errors --check
	scripts/check-docs

check-traps:
	scripts/check-traps

# What several tests need, so that no two of them build it at once.
builds: all wheel build/static/lib/libmateo.so build/bin/mateo-simulation  ## builds what the tests share

test:  ## runs everything that CI runs
	@scripts/dependencies build test
	@$(SWIFT) package resolve && $(SWIFT) package --scratch-path .build-tests resolve
	@MAKE="$(MAKE)" scripts/run-tests $(TESTS)

test-swift: | dependencies  ## runs the Swift tests
	@scripts/test-swift

docs: | dependencies  ## builds the documentation of the Swift products into build/docs
	@scripts/docs

test-swift-package: | dependencies  ## the documentation has no warnings, and the Swift products no unsafe flags
	@scripts/test-swift-package

# Seeds beyond those that every test runs: make simulate SEEDS=20000 FROM=10000
SEEDS ?= 2000
FROM ?= 1

test-simulation: build/bin/mateo-simulation  ## runs the engine over simulated days, from 2,000 seeds
	@scripts/simulate 1 2000

simulate: build/bin/mateo-simulation  ## the same with SEEDS=N FROM=S
	@scripts/simulate $(FROM) $(SEEDS)

test-mutations:  ## looks whether the defects of simulate-mutations still fit the sources
	@Tests/Simulation/mutations/run --check

simulate-mutations: | dependencies  ## puts defects into copies of the engine, and counts the seeds until each is found
	@Tests/Simulation/mutations/run

build/bin/mateo-simulation: $(CORE_SOURCES) $(call tree,Tests/Simulation) | dependencies
	$(RELEASE) --product mateo-simulation
	@install -D -s .build/release/mateo-simulation $@

test-fuzz: build/bin/mateo-fuzz build/bin/mateo-fuzz-shipped  ## feeds odd inputs to readers, engine, journal and C interface, the same each time
	@scripts/fuzz --same

fuzz: build/bin/mateo-fuzz build/bin/mateo-fuzz-shipped  ## the same with new ones, and SECONDS=N (60) TARGET="csv …" SEED=S
	@SEED=$(SEED) scripts/fuzz $(or $(SECONDS),60) $(TARGET)

# With the sanitizers the fuzzer links, and tells which code an input reached; gold cannot link that.
build/bin/mateo-fuzz: $(LIBRARY_SOURCES) $(call tree,Tests/Fuzz) | dependencies
	MATEO_FUZZ=1 $(SWIFT) build -c release --product MateoFuzz --scratch-path .build-fuzz \
		--sanitize fuzzer -Xswiftc -sanitize=fuzzer,address -Xswiftc -use-ld=lld -Xswiftc -g
	@install -D .build-fuzz/release/MateoFuzz $@

# The library that ships, as it is: only its caller is instrumented.
build/bin/mateo-fuzz-shipped: Tests/Fuzz/shipped.c build/lib/libmateo.so | build/header.made
	clang $(CFLAGS) -fsanitize=fuzzer,address -Iinclude -o $@ $< -Lbuild/lib -Wl,-rpath,$(CURDIR)/build/lib -lmateo

test-header: | build/header.made  ## compiles the header as C99 to C++17, with gcc and clang
	@WARNINGS="$(WARNINGS)" Tests/Header/compile
	@Tests/Header/agreement

test-exports: build/lib/libmateo.so build/static/lib/libmateo.so build/lib/libmateo.a | build/header.made  ## exports = declared functions
	@Tests/Header/exports $^

test-abi: build/lib/libmateo.so build/static/lib/libmateo.so  ## compares the binary interface with Tests/ABI
	@Tests/ABI/run $^

abi:  ## writes Tests/ABI anew after an addition; refuses a break (docs/abi.md)
	@scripts/dependencies build test
	@Tests/ABI/update

test-linkage: test-linkage-embedded test-linkage-static test-needs  ## what the library needs, and how big it is
test-linkage-embedded: build/lib/libmateo.so
	@Tests/Header/linkage embedded $<
test-linkage-static: build/static/lib/libmateo.so
	@Tests/Header/linkage static $<
test-needs: build/lib/libmateo.so build/bin/mateo build/bin/mateo-sandbox
	@Tests/Header/needs $^

test-c: build/lib/libmateo.so  ## runs the programs in Tests/C
test-c-static: build/static/lib/libmateo.so  ## the same with MATEO_RUNTIME=static
test-c-valgrind: build/lib/libmateo.so  ## the same under valgrind
test-c-sanitized: build/lib/libmateo.so  ## the same with -fsanitize=address,undefined
test-c-helgrind: build/lib/libmateo.so  ## those with threads under helgrind
test-c test-c-static test-c-valgrind test-c-sanitized test-c-helgrind: build/bin/mateo-sandbox | build/header.made
	@CFLAGS="$(CFLAGS)" scripts/test-c $(or $(patsubst test-c-%,%,$(filter test-c-%,$@)),embedded)

# Not one of the tests: the library is compiled once more for it.
threads: .build-threads/made build/bin/mateo-sandbox | build/header.made  ## runs the programs with threads under ThreadSanitizer
	@CFLAGS="$(CFLAGS)" scripts/test-c threads

.build-threads/made: $(LIBRARY_SOURCES) | dependencies
	$(SWIFT) build --product mateo-c --static-swift-stdlib --sanitize thread --scratch-path .build-threads
	@touch $@

test-cpp: build/lib/libmateo.so build/bin/mateo-sandbox | build/header.made  ## runs the programs in Tests/Cpp
	@scripts/test-cpp

test-cli: build/bin/mateo build/bin/mateo-sandbox  ## runs the command line tool against sandboxes
	@Tests/CLI/run

test-torture: build/lib/libmateo.so sandbox | build/header.made  ## lets calls of the C library fail, one in each run
	@Tests/Torture/run

torture: library sandbox | build/header.made  ## the same with all of the calls: hours
	@Tests/Torture/run --all

test-soak: cli sandbox  ## kills 20 imports at random moments and goes on
	@Tests/Soak/soak 20

soak: cli sandbox  ## the same with ROUNDS=N (200) FROM=S
	@scripts/dependencies build test
	@Tests/Soak/soak $(or $(ROUNDS),200) $(or $(FROM),1)

test-examples: library cli sandbox | build/header.made  ## builds and runs the examples
	@CFLAGS="$(CFLAGS)" WARNINGS="$(WARNINGS)" scripts/test-examples

test-languages: library cli sandbox  ## runs the programs of the other languages in examples/
	@scripts/test-languages

test-postgres: build/lib/libmateo.so cli sandbox | build/header.made  ## kills the PostgreSQL example at each step, against a server of its own
	@CFLAGS="$(CFLAGS)" scripts/test-postgres

# The wheel is made of what is built, and of the sources of the package.
WHEEL := build/python/mateo-$(VERSION)-py3-none-linux_x86_64.whl

wheel: $(WHEEL)  ## builds the Python package into build/python: a wheel with library and tools, and an sdist

$(WHEEL): build/lib/libmateo.so build/bin/mateo build/bin/mateo-sandbox $(call tree,Sources/python) docs/python.md LICENSE \
		scripts/package/wheel
	scripts/package/wheel $(@D)

test-python: $(WHEEL)  ## installs the wheel with pip, and tests it with each version of Python that is installed
	@scripts/test-python $<

test-tryton: $(WHEEL)  ## runs examples/tryton in a real Tryton server, from PyPI
	@scripts/test-tryton

test-install: all  ## installs into an empty folder, and uses what is there
	@MAKE="$(MAKE)" CFLAGS="$(CFLAGS)" WARNINGS="$(WARNINGS)" scripts/test-install

# Side by side: the one waits for the compiler, the other for the network.
test-packages: all  ## builds from the source tarball, and tries the Debian packages: test-dist and test-deb
	@$(MAKE) --no-print-directory -j2 --output-sync=target test-dist test-deb

test-dist:  ## builds and installs the library from the source tarball, without git
	@MAKE="$(MAKE)" scripts/test-dist

test-deb: deb  ## looks at the Debian packages with lintian, and uses them in fresh roots of Debian 12 and 13
	@scripts/test-deb

# ---- For people. ----

demo:  ## imports 50,000 contacts into the sandbox with a C program
	@scripts/dependencies build test
	@$(MAKE) --no-print-directory all
	@CFLAGS="$(CFLAGS)" scripts/demo

bench:  ## measures imports beside C and Python, and writes benchmarks/RESULTS.md; QUICK=yes leaves out the long ones
	@scripts/dependencies build bench
	@$(MAKE) --no-print-directory MATEO_RUNTIME=embedded library
	@scripts/bench $(if $(QUICK),--quick)

# ---- Installation. The paths in mateo.pc follow its prefix; those of the CMake package its own place. ----

PACKAGE_VALUES = -e 's|@PREFIX@|$(PREFIX)|' -e 's|@VERSION@|$(VERSION)|' \
	-e 's|@LIBDIR@|$(patsubst $(PREFIX)/%,$${prefix}/%,$(LIBDIR))|' \
	-e 's|@INCLUDEDIR@|$(patsubst $(PREFIX)/%,$${prefix}/%,$(INCLUDEDIR))|' \
	-e 's|@INCLUDE_FROM_LIB@|$(shell realpath -m --relative-to=$(LIBDIR) $(INCLUDEDIR))|'

install: all  ## installs library, headers, tools and manual into PREFIX (/usr/local); DESTDIR= for packages
	install -d $(addprefix $(DESTDIR),$(BINDIR) $(LIBDIR)/pkgconfig $(LIBDIR)/cmake/mateo $(INCLUDEDIR)/mateo $(DATADIR))
	install -m 644 $(LIB)/libmateo.so $(DESTDIR)$(LIBDIR)/libmateo.so.$(VERSION)
	ln -sf libmateo.so.$(VERSION) $(DESTDIR)$(LIBDIR)/libmateo.so.0
	ln -sf libmateo.so.0 $(DESTDIR)$(LIBDIR)/libmateo.so
	$(if $(ARCHIVE),install -m 644 $(ARCHIVE) $(DESTDIR)$(LIBDIR))
	install -m 644 include/mateo.h include/mateo.hpp include/mateo_sandbox.h $(DESTDIR)$(INCLUDEDIR)
	install -m 644 include/mateo/*.h $(DESTDIR)$(INCLUDEDIR)/mateo
	sed $(PACKAGE_VALUES) scripts/package/mateo.pc.in >$(DESTDIR)$(LIBDIR)/pkgconfig/mateo.pc
	for file in mateo-config mateo-config-version; do \
		sed $(PACKAGE_VALUES) scripts/package/$$file.cmake.in >$(DESTDIR)$(LIBDIR)/cmake/mateo/$$file.cmake; done
	install build/bin/mateo build/bin/mateo-sandbox $(DESTDIR)$(BINDIR)
	cd build/share && find . -type f -not -name made -exec install -D -m 644 {} $(abspath $(DESTDIR)$(DATADIR))/{} ';'
	@[ -n "$(DESTDIR)" ] || [ "$$(id -u)" != 0 ] || ldconfig

uninstall: build/share/made  ## removes what make install with the same variables installed
	rm -f $(addprefix $(DESTDIR),$(BINDIR)/mateo $(BINDIR)/mateo-sandbox $(LIBDIR)/pkgconfig/mateo.pc \
		$(addprefix $(LIBDIR)/libmateo,.a .so .so.0 .so.$(VERSION)) $(addprefix $(INCLUDEDIR)/,mateo.h mateo.hpp mateo_sandbox.h))
	rm -rf $(addprefix $(DESTDIR),$(INCLUDEDIR)/mateo $(LIBDIR)/cmake/mateo)
	cd build/share && find . -type f -not -name made -exec rm -f $(abspath $(DESTDIR)$(DATADIR))/{} ';'
	@[ -n "$(DESTDIR)" ] || [ "$$(id -u)" != 0 ] || ldconfig

dist:  ## packs the sources into build/libmateo-VERSION.tar.gz, which builds without git
	scripts/package/dist build/libmateo-$(VERSION)

deb: all  ## builds the Debian packages libmateo0, libmateo-dev and mateo into build/deb
	@scripts/dependencies build package
	@MAKE="$(MAKE)" scripts/package/deb $(VERSION)

format:  ## formats the Swift sources
	$(SWIFT) format --in-place --recursive $(SWIFT_SOURCES)

clean:  ## removes everything that was built
	rm -rf build .build .build-tests .build-embedded .build-fuzz .build-threads .build-example-*

help:  ## lists these targets
	@echo "libmateo $(VERSION)"
	@sed -n 's/^\([a-z-]*\):.*##  *\(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 24
	@echo "Variables: PREFIX=$(PREFIX) DESTDIR= MATEO_RUNTIME=embedded|static STRIP= (keeps symbols)"
