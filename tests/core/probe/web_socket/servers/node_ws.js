// SPDX-License-Identifier: GPL-3.0-or-later
// What README.md of this folder says, by Node's ws: node node_ws.js PORT
'use strict';

const {WebSocketServer} = require('ws');

// Each of three frames; two characters at least are cut in two if all take more than a byte.
function sendInFragments(socket, text)
{
    const bytes = Buffer.from(text);
    const at = [Math.floor(bytes.length / 3), Math.floor(bytes.length * 2 / 3) + 1];
    socket.send(bytes.subarray(0, at[0]), {binary: false, fin: false});
    socket.send(bytes.subarray(at[0], at[1]), {binary: false, fin: false});
    socket.send(bytes.subarray(at[1]), {binary: false, fin: true});
}

const commands = {
    fragments: sendInFragments,
    long: (socket, length) => socket.send('x'.repeat(Number(length))),
    ping(socket, payload)
    {
        socket.once('pong', (answer) => socket.send(`pong ${answer}`));
        socket.ping(payload);
    },
    close(socket, what)
    {
        const [code, reason] = what.split(' ');
        socket.close(Number(code), reason);
    },
    extensions: (socket) => socket.send(`extensions [${socket.extensions}]`),
    length: (socket, text) => socket.send(`length ${Buffer.byteLength(text)}`),
};

const server = new WebSocketServer({
    host: '127.0.0.1',
    port: Number(process.argv[2]),
    perMessageDeflate: true,
    handleProtocols: (asked) => (asked.has('chat.v1') ? 'chat.v1' : false),
    verifyClient: ({req}, done) => (req.url === '/refused' ? done(false, 401, 'no') : done(true)),
});

server.on('connection', (socket) => {
    socket.on('message', (bytes) => {
        const text = bytes.toString();
        const [, command, argument] = /^!(\w+) ?([^]*)$/.exec(text) ?? [];
        if (command)
            commands[command](socket, argument);
        else
            socket.send(text);
    });
    socket.on('close', (code) => console.log(`closed ${code}`));
});
