# SPDX-License-Identifier: GPL-3.0-or-later
"""A socket.io endpoint made of engineio: engineio_server.py PING_INTERVAL PING_TIMEOUT, both in seconds.

Says on standard output where it listens; every packet is logged on standard error.
"""
import asyncio
import sys

import engineio
from aiohttp import web

server = engineio.AsyncServer(
    async_mode='aiohttp', ping_interval=float(sys.argv[1]), ping_timeout=float(sys.argv[2]), logger=True)


@server.on('message')
async def answer(client, packet):
    if packet == '0':  # asks for the default namespace
        await server.send(client, '0{"sid":"of the namespace"}')


async def serve():
    application = web.Application()
    server.attach(application, engineio_path='socket.io')
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, '127.0.0.1', 0).start()
    print('listening on', runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()


asyncio.run(serve())
