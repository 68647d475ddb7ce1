# SPDX-License-Identifier: GPL-3.0-or-later
"""A socket.io endpoint made of engineio, on 127.0.0.1: engineio_server.py PORT PING_INTERVAL PING_TIMEOUT, in seconds.

Every packet is logged on standard error.
"""
import sys

import engineio
from aiohttp import web

server = engineio.AsyncServer(
    async_mode='aiohttp', ping_interval=float(sys.argv[2]), ping_timeout=float(sys.argv[3]), logger=True)


@server.on('message')
async def answer(client, packet):
    if packet == '0':  # asks for the default namespace
        await server.send(client, '0{"sid":"of the namespace"}')


application = web.Application()
server.attach(application, engineio_path='socket.io')
web.run_app(application, host='127.0.0.1', port=int(sys.argv[1]), shutdown_timeout=0.1, print=None)
