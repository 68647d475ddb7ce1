// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdio>

#include <QCoreApplication>

#include "core/probe/factory/fetch.h"
#include "core/resilience/names.h"

using namespace fusebox;
using namespace std::chrono_literals;

void print(const probe::FetchResult &fetched)
{
    if (fetched.result)
        std::printf("%d %s", fetched.result->answer.status, fetched.result->answer.body.constData());
    else
        std::printf("%s", resilience::name(fetched.result.error().errorClass).data());
    std::printf(", attempts: %d\n", fetched.report.attempts);
}

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    probe::FetchOptions options;
    options.http.headers = {{"Accept", "text/plain"}};
    options.timeouts.total = 20s;
    probe::fetch(QUrl(app.arguments().at(1)), options).then(&app, [](const probe::FetchResult &fetched) {
        print(fetched);
        QCoreApplication::quit();
    });
    return QCoreApplication::exec();
}
