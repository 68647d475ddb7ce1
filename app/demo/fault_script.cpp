// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/fault_script.h"

#include <optional>

#include <QList>

namespace fusebox::demo {

namespace {

QByteArray reasonPhrase(int status)
{
    switch (status) {
    case 200: return "OK";
    case 302: return "Found";
    case 404: return "Not Found";
    case 500: return "Internal Server Error";
    case 503: return "Service Unavailable";
    default: return "Status";
    }
}

QByteArray message(int status, const QByteArray &fields, const QByteArray &body)
{
    return "HTTP/1.1 " + QByteArray::number(status) + ' ' + reasonPhrase(status) + "\r\n" + fields +
           "Content-Length: " + QByteArray::number(body.size()) + "\r\nConnection: close\r\n\r\n" + body;
}

QByteArray redirection(const QByteArray &location)
{
    return message(302, "Location: " + location + "\r\n", {});
}

/// The number that is the path: "GET /12 HTTP/1.1".
std::optional<int> numberIn(const QByteArray &head)
{
    bool isNumber = false;
    const int number = head.split(' ').value(1).mid(1).toInt(&isNumber);
    return isNumber ? std::optional(number) : std::nullopt;
}

} // namespace

Script answer(int status, const QByteArray &body, resilience::Nanoseconds delay)
{
    return {step::ReadRequest{}, step::Pause{delay},
            step::Send{message(status, "Content-Type: text/plain\r\n", body)}, step::Close{}};
}

Script redirect(const QByteArray &location)
{
    return {step::ReadRequest{}, step::Send{redirection(location)}, step::Close{}};
}

Script redirects(int times)
{
    const auto countDown = [times](const QByteArray &head) {
        const int left = numberIn(head).value_or(times);
        return left > 0 ? redirection('/' + QByteArray::number(left - 1)) : message(200, {}, "there\n");
    };
    return {step::ReadRequest{}, step::Respond{countDown}, step::Close{}};
}

} // namespace fusebox::demo
