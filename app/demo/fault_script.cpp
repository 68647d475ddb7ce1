// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/fault_script.h"

namespace fusebox::demo {

namespace {

QByteArray reasonPhrase(int status)
{
    switch (status) {
    case 200: return "OK";
    case 404: return "Not Found";
    case 500: return "Internal Server Error";
    case 503: return "Service Unavailable";
    default: return "Status";
    }
}

} // namespace

Script answer(int status, const QByteArray &body, resilience::Nanoseconds delay)
{
    const QByteArray head =
        "HTTP/1.1 " + QByteArray::number(status) + ' ' + reasonPhrase(status) +
        "\r\nContent-Type: text/plain\r\nContent-Length: " + QByteArray::number(body.size()) +
        "\r\nConnection: close\r\n\r\n";
    return {step::ReadRequest{}, step::Pause{delay}, step::Send{head + body}, step::Close{}};
}

} // namespace fusebox::demo
