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
# Data too large for this repository: the tests that need it are left out where it is not there.
MAILLAGE_SHARED ?= $(abspath $(CURDIR)/../shared)
export SWIFT STATE TERRITORY TERRITORIES SEED MAILLAGE_SHARED

.PHONY: help run build test check compare units lint format conformance clean reset

help: ## what there is to make
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

run: ## start the daemon on the example, print its verdicts, stay live until Ctrl-C
	@scripts/run

build: ## both executables, optimised, in .build/release
	@scripts/requirements build
	@scripts/build-release

test: ## build, check formats and files, compare with the independent computation, run all tests
	@scripts/test

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

conformance: ## FEEL against the DMN conformance kit, where it is
	@scripts/conformance

clean: ## remove what was built; what `make run` was told stays
	@rm -rf .build

reset: ## forget what `make run` was told
	@scripts/reset
