// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/web_socket_front.h"

using namespace Qt::StringLiterals;

namespace fusebox::testing {

namespace {

QByteArray nginxSettings(const Front &front, const ServerProcess &process, quint16 backend)
{
    const QString text = QString::fromLatin1(R"(
daemon off;
master_process off;
error_log stderr;
pid %1/pid;
events {}
http {
    access_log off;
    client_body_temp_path %1/a; proxy_temp_path %1/b; fastcgi_temp_path %1/c; uwsgi_temp_path %1/d; scgi_temp_path %1/e;
    server {
        listen 127.0.0.1:%2%3;
        ssl_certificate %1/identity;
        ssl_certificate_key %1/identity;
        location / {
            proxy_pass http://127.0.0.1:%4;
            %5
        }
    }
}
)");
    return text
        .arg(process.folder(), QString::number(process.port()), front.tls ? u" ssl http2"_s : QString(),
             QString::number(backend),
             front.passesUpgrades ? u"proxy_http_version 1.1;"
                                    "proxy_set_header Upgrade $http_upgrade;"
                                    "proxy_set_header Connection upgrade;"_s
                                  : QString())
        .toUtf8();
}

QByteArray haproxySettings(const Front &front, const ServerProcess &process, quint16 backend)
{
    const QString text = QString::fromLatin1(R"(
defaults
    mode http
    retries 0
    timeout connect 30s
    timeout client 30s
    timeout server 30s
    timeout tunnel 1h
listen front
    bind 127.0.0.1:%1%2
    server backend 127.0.0.1:%3
)");
    const QString tls =
        front.tls ? u" ssl crt %1/identity alpn h2,http/1.1"_s.arg(process.folder()) : QString();
    return text.arg(process.port()).arg(tls).arg(backend).toUtf8();
}

} // namespace

bool startFront(ServerProcess &process, const Front &front, quint16 backend,
                const demo::ServerIdentity &identity)
{
    (void)process.write(u"identity"_s, identity.certificate + identity.privateKey);
    if (front.server == Server::Nginx) {
        const QString settings = process.write(u"settings"_s, nginxSettings(front, process, backend));
        return process.start({u"-p"_s, process.folder(), u"-c"_s, settings, u"-e"_s, u"stderr"_s});
    }
    const QString settings = process.write(u"settings"_s, haproxySettings(front, process, backend));
    return process.start({u"-db"_s, u"-f"_s, settings});
}

} // namespace fusebox::testing
