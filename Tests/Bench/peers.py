"""The peers that Usher is measured against: nginx, HAProxy and Redis' own benchmark, each started for one run."""

import os
import re
import signal
import socket
import subprocess
import time

CLOCK_TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait_for_port(port: int, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            if time.monotonic() > deadline:
                raise RuntimeError(f"nothing answers on port {port}") from None
            time.sleep(0.02)


def cpu_seconds(process_ids) -> float:
    """User and system time so far of the processes, all their threads included."""
    total = 0
    for process_id in process_ids:
        with open(f"/proc/{process_id}/stat") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        total += int(fields[11]) + int(fields[12])
    return total / CLOCK_TICKS_PER_SECOND


def children_of(process_id: int) -> list:
    with open(f"/proc/{process_id}/task/{process_id}/children") as children:
        return [int(child) for child in children.read().split()]


class Peer:
    """A daemon in the foreground; `workers` are the processes whose time counts."""

    def __init__(self, arguments, port, folder, name):
        self.port = port
        self.log = open(os.path.join(folder, f"{name}.log"), "wb")
        self.process = subprocess.Popen(arguments, stdout=self.log, stderr=self.log)
        wait_for_port(port)

    @property
    def workers(self) -> list:
        return children_of(self.process.pid) or [self.process.pid]

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(10)


def nginx(folder: str, name: str, location: str, upstream: str = "") -> Peer:
    """One worker process; `location` is what stands in `location / { }`."""
    port = free_port()
    path = os.path.join(folder, f"{name}.conf")
    with open(path, "w") as config:
        config.write(
            f"""
daemon off; worker_processes 1; pid {folder}/{name}.pid; error_log {folder}/{name}.error warn;
events {{ worker_connections 4096; }}
http {{
  access_log off; keepalive_requests 100000000; client_body_temp_path {folder}/{name}.body;
  proxy_temp_path {folder}/{name}.proxy; fastcgi_temp_path {folder}/{name}.fastcgi;
  uwsgi_temp_path {folder}/{name}.uwsgi; scgi_temp_path {folder}/{name}.scgi;
  {upstream}
  server {{ listen 127.0.0.1:{port} backlog=4096; location / {{ {location} }} }}
}}
"""
        )
    return Peer(["nginx", "-p", folder, "-c", path], port, folder, name)


def nginx_fixed(folder: str, body_bytes: int, name: str = "nginx-fixed") -> Peer:
    return nginx(folder, name, f'default_type application/json; return 200 "{"x" * body_bytes}";')


def nginx_proxy(folder: str, origin_port: int) -> Peer:
    upstream = f"upstream origin {{ server 127.0.0.1:{origin_port}; keepalive 128; keepalive_requests 100000000; }}"
    location = 'proxy_pass http://origin; proxy_http_version 1.1; proxy_set_header Connection "";'
    return nginx(folder, "nginx-proxy", location, upstream)


def haproxy(folder: str, origin_port: int) -> Peer:
    port = free_port()
    path = os.path.join(folder, "haproxy.cfg")
    with open(path, "w") as config:
        config.write(
            f"""
global
  nbthread 1
  maxconn 8000
defaults
  mode http
  timeout connect 5s
  timeout client 60s
  timeout server 60s
  http-reuse always
frontend front
  bind 127.0.0.1:{port}
  default_backend origin
backend origin
  server origin 127.0.0.1:{origin_port} pool-max-conn 256
"""
        )
    return Peer(["haproxy", "-db", "-f", path], port, folder, "haproxy")


class Result:
    def __init__(self, requests, seconds, cpu, statuses):
        self.requests = requests
        self.seconds = seconds
        self.cpu_microseconds = cpu * 1e6 / requests
        self.per_second = requests / seconds
        self.statuses = statuses


def h2load(url, requests, clients, expect, workers, headers=(), body_path=None) -> Result:
    """A fixed number of HTTP/1.1 requests, keep-alive; every answer must have a status of the class `expect` ('2xx')."""
    arguments = ["h2load", "--h1", "-n", str(requests), "-c", str(clients), "-t", "1"]
    for header in headers:
        arguments += ["-H", header]
    if body_path:
        arguments += ["-d", body_path]
    before = cpu_seconds(workers)
    started = time.monotonic()
    output = subprocess.run(arguments + [url], capture_output=True, text=True, timeout=300).stdout
    seconds = time.monotonic() - started
    cpu = cpu_seconds(workers) - before
    classes = dict((name, int(count)) for count, name in re.findall(r"(\d+) ([2345]xx)", output))
    if classes.get(expect) != requests:
        raise RuntimeError(f"expected {requests} answers of {expect} from {url}, got {classes}\n{output}")
    return Result(requests, seconds, cpu, classes)
