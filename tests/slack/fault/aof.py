"""Reads what Redis took, in order, out of its append-only file: the deliveries that commits
promised. A bot that is killed, or that forgets, cannot have changed it."""

import json
import pathlib


def words(data):
    """The commands of a file, each a list of bytes. A torn end is left out."""
    at = 0
    while at < len(data):
        end = data.find(b"\r\n", at)
        if end < 0 or data[at:at + 1] != b"*":
            return
        count, at, command = int(data[at + 1:end]), end + 2, []
        for _ in range(count):
            end = data.find(b"\r\n", at)
            if end < 0:
                return
            size = int(data[at + 1:end])
            if end + 2 + size + 2 > len(data):
                return
            command.append(data[end + 2:end + 2 + size])
            at = end + 2 + size + 2
        yield command


def promised(folder):
    """[{"lane", "record"}] of everything that was pushed into a lane, in commit order."""
    files = sorted(pathlib.Path(folder).glob("appendonlydir/*.incr.aof"),
                   key=lambda path: int(path.name.split(".")[-3]))
    records, out = {}, []
    for path in files:
        for command in words(path.read_bytes()):
            name = command[0].upper()
            parts = command[1].decode().split(":", 3) if len(command) > 1 else []
            # t:{workspace}:out:<lane>, t:{workspace}:lane:<lane>
            if len(parts) < 4 or parts[0] != "t":
                continue
            if name == b"HSET" and parts[2] == "out":
                for key, value in zip(command[2::2], command[3::2]):
                    records[parts[3], key] = json.loads(value)
            elif name == b"RPUSH" and parts[2] == "lane":
                out += [(parts[3], key) for key in command[2:]]
    return [{"lane": lane, "record": records[lane, key]} for lane, key in out
            if (lane, key) in records]
