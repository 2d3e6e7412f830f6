# Two commands do everything on a Debian or Ubuntu machine with a Swift toolchain:
#
#   make run     build, start the daemon on the example, print its verdicts, stay live until Ctrl-C
#   make test    build, check, test
#
# Both install what is missing through apt, and need no network once that and the Swift packages
# are there.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:

SWIFT ?= swift
# Where `make run` keeps its journal and its socket.
STATE ?= $(CURDIR)/state
# The territory that `make run` serves.
TERRITORY ?= examples/val-clair
# How many invented territories the engine is compared on.
TERRITORIES ?= 200
SEED ?= 1
# How long `make soak` makes up inputs for what reads texts.
FUZZ_SECONDS ?= 3600
# How many changes of a small world, for each of five seeds, `make soak` compares incremental evaluation on.
EDITS ?= 20000
# Data too large for this repository: the tests that need it are left out where it is not there.
MAILLAGE_SHARED ?= $(abspath $(CURDIR)/../shared)
export SWIFT STATE TERRITORY TERRITORIES SEED MAILLAGE_SHARED

.PHONY: help run build install deb deb-trial schemathesis test soak load check compare units bench lint format conformance clean reset

help: ## what there is to make
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

run: ## start the daemon on the example, print its verdicts, stay live until Ctrl-C
	@scripts/run

build: ## both executables, optimised, in .build/release
	@scripts/requirements build
	@scripts/build-release

install: ## what a machine needs, under DESTDIR: executables, rules, units
	@scripts/install

deb: ## a Debian package of this machine's architecture, in .build
	@scripts/deb

deb-trial: ## the Debian package in a bare Debian, as root: installed, upgraded, purged
	@scripts/deb-trial

schemathesis: ## the living socket against its OpenAPI description
	@scripts/schemathesis

test: ## build, check formats and files, compare with the independent computation, run all tests
	@scripts/test

soak: ## the long runs of tests that `make test` runs reduced
	@FUZZ_SECONDS=$(FUZZ_SECONDS) EDITS=$(EDITS) scripts/soak

load: ## the daemon under load beside nginx, where that is installed
	@scripts/load

check: ## rules, policies, imports and examples against their schemas
	@"$$(scripts/requirements python)" Tests/Python/check_schemas.py

compare: ## the engine against the independent computation, on the example and invented territories
	@scripts/compare

units: ## systemd units, where systemd's tools are
	@scripts/units

lint: ## formatting, without changing anything
	@$(SWIFT) format lint --strict --recursive --parallel Package.swift Sources Tests Benchmarks

format: ## write every Swift file as the formatter would
	@$(SWIFT) format format --in-place --recursive --parallel Package.swift Sources Tests Benchmarks

bench: ## speed beside the engines of MAILLAGE_SHARED/bench, those that are installed
	@scripts/bench

conformance: ## FEEL against the DMN conformance kit, where it is
	@scripts/conformance

clean: ## remove what was built; what `make run` was told stays
	@rm -rf .build

reset: ## forget what `make run` was told
	@scripts/reset
