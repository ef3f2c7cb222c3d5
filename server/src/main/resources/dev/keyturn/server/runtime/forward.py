"""Stands in front of a function whose network has nothing but a loopback interface: listens there in the
place of each destination, and passes connections through sockets in the file system to the server, which
connects to that destination and to nothing else. It decides nothing: who goes around it gains nothing.

    forward.py USER [ADDRESS PORT SOCKET]... -- COMMAND...
"""

import _thread
import fcntl
import os
import select
import socket
import struct
import sys

SIOCSIFADDR = 0x8916
SIOCSIFNETMASK = 0x891C
BUFFER = 65536


def add_address(address, number):
    """Gives the loopback interface an address of another network."""
    name = ("lo:%d" % number).encode()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        for request, value in ((SIOCSIFADDR, address), (SIOCSIFNETMASK, "255.255.255.255")):
            fcntl.ioctl(control, request, struct.pack("16sHH4s8x", name, socket.AF_INET, 0, socket.inet_aton(value)))


def listen(address, port):
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((address, port))
    listener.listen(64)
    return listener


def pump(source, sink, pair):
    try:
        while True:
            data = source.recv(BUFFER)
            if not data:
                sink.shutdown(socket.SHUT_WR)
                break
            sink.sendall(data)
    except OSError:
        for end in (source, sink):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
    pair.pop()
    if not pair:
        source.close()
        sink.close()


def pass_on(inner, path):
    outer = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        inner.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        outer.connect(path)
        pair = [1, 2]
        _thread.start_new_thread(pump, (outer, inner, pair))
        _thread.start_new_thread(pump, (inner, outer, pair))
    except (OSError, RuntimeError):
        inner.close()
        outer.close()


def forward(doors):
    poll = select.poll()
    for number in doors:
        poll.register(number, select.POLLIN)
    while True:
        for number, _ in poll.poll():
            listener, path = doors[number]
            try:
                pass_on(listener.accept()[0], path)
            except OSError:
                pass


def become(user):
    if os.getuid() == 0:
        os.setgroups([])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)
    null = os.open("/dev/null", os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(null, number)


def main():
    cut = sys.argv.index("--")
    user, places, command = int(sys.argv[1]), sys.argv[2:cut], sys.argv[cut + 1 :]
    doors, added = {}, []
    for at in range(0, len(places), 3):
        address, port, path = places[at : at + 3]
        if not address.startswith("127.") and address not in added:
            added.append(address)
            add_address(address, len(added))
        listener = listen(address, int(port))
        doors[listener.fileno()] = (listener, path)
    if os.fork():
        # The function keeps the number of the process that is waited for.
        for listener, _ in doors.values():
            listener.close()
        os.execv(command[0], command)
    become(user)
    forward(doors)


main()
