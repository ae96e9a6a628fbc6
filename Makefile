# Needs make and Swift 6.3 on Debian 12; the other packages are installed on the way (as root).
.PHONY: help build run test bench lint sanitize chaos soak clean

help:
	@echo 'make build     build the release: .build/release/usher'
	@echo 'make run       build, and run all of it with a demo sale until Ctrl-C; ARGS="--listen 127.0.0.1:8000" for usher up'
	@echo 'make test      build and run the tests (debug); ARGS="--filter HTTPTests" for some of them'
	@echo 'make lint      format, scripts, embedded files'
	@echo 'make sanitize  the tests under thread, address and leak sanitizers, and each fuzzer for a moment'
	@echo 'make bench     measure the release build on this machine'
	@echo 'make chaos     race for seats, sell out, and lose Redis under a long line, while processes are killed; ROUNDS=20'
	@echo 'make soak      the same for long; MINUTES=60'
	@echo 'make clean     remove all that was built'

build:
	@Tests/Tools/install-packages.sh run build
	swift build --configuration release --product usher

run: build
	.build/release/usher up $(ARGS)

test:
	@Tests/Tools/install-packages.sh run build test
	@Tests/Tools/install-python-tools.sh
	Tests/Tools/test.sh $(ARGS)

lint:
	@Tests/Tools/lint.sh

sanitize:
	@Tests/Tools/install-packages.sh run build test sanitize
	Tests/Tools/sanitize.sh $(ARGS)

bench: build
	@Tests/Tools/install-packages.sh test
	BENCH=1 swift build --configuration release --product HoldBench
	python3 Tests/Bench/bench.py .build/release/usher $(ARGS)

chaos: build
	@Tests/Tools/install-packages.sh test
	python3 Tests/Contention/contention.py .build/release/usher $(ARGS)
	Tests/Tools/chaos.sh --rounds $(or $(ROUNDS),20)
	python3 Tests/Chaos/line.py .build/release/usher

soak: build
	Tests/Tools/chaos.sh --minutes $(or $(MINUTES),60)

clean:
	rm -rf .build .build-thread .build-address .build-fuzz .tools
