# SPDX-License-Identifier: GPL-3.0-or-later
# What README.md of this folder says, by Python's websockets: python3 python_websockets.py PORT
import asyncio
import http
import sys

import websockets


async def send_in_fragments(socket, text):
    third = len(text) // 3
    await socket.send([text[:third], text[third : 2 * third], text[2 * third :]])


async def send_long(socket, length):
    await socket.send("x" * int(length))


async def ping(socket, payload):
    await (await socket.ping(payload))
    await socket.send(f"pong {payload}")


async def close(socket, what):
    code, reason = what.split(" ")
    await socket.close(int(code), reason)


async def tell_extensions(socket, _):
    names = ", ".join(extension.name for extension in socket.extensions)
    await socket.send(f"extensions [{names}]")


async def tell_length(socket, text):
    await socket.send(f"length {len(text.encode())}")


commands = {
    "!fragments": send_in_fragments,
    "!long": send_long,
    "!ping": ping,
    "!close": close,
    "!extensions": tell_extensions,
    "!length": tell_length,
}


async def converse(socket):
    try:
        async for text in socket:
            command, _, argument = text.partition(" ")
            if command in commands:
                await commands[command](socket, argument)
            else:
                await socket.send(text)
    except websockets.ConnectionClosedError:
        pass  # any code but 1000 and 1001
    print(f"closed {socket.close_code}", flush=True)


async def refuse(path, _):
    return (http.HTTPStatus.UNAUTHORIZED, [], b"no") if path == "/refused" else None


async def main():
    async with websockets.serve(
        converse,
        "127.0.0.1",
        int(sys.argv[1]),
        compression="deflate",
        subprotocols=["chat.v1"],
        process_request=refuse,
        max_size=2**21,
    ):
        await asyncio.Future()


asyncio.run(main())
