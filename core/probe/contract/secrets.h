// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QByteArray>
#include <QUrl>

#include "core/probe/contract/facts/http_answer.h"
#include "core/probe/contract/options/http_options.h"
#include "core/probe/contract/options/proxy_options.h"
#include "core/probe/contract/options/trust_profile.h"
#include "core/probe/contract/options/web_socket_options.h"
#include "core/probe/contract/secret_mask.h"

/// What is told to a server that is nobody else's business: passwords, tokens, and the values of all fields
/// but those that everybody sends, any of which may be a key.
namespace fusebox::probe {

/// A field that tells nothing of who asks: it may go to another origin, and be shown.
[[nodiscard]] bool isHarmlessField(QByteArrayView name);

/// Scheme, host and port: what is told to one is told to nobody else unasked.
[[nodiscard]] bool isSameOrigin(const QUrl &a, const QUrl &b);
/// Leaves what may be said to another origin: no authentication, and of the fields the harmless ones.
void dropCredentials(HttpOptions &options);
/// Nor who we are.
void dropCredentials(TrustProfile &trust);

[[nodiscard]] std::vector<QByteArray> joined(std::vector<QByteArray> secrets,
                                             const std::vector<QByteArray> &others);
[[nodiscard]] std::vector<QByteArray> secretsOf(const ProxyOptions &proxy);
[[nodiscard]] std::vector<QByteArray> secretsOf(const HttpOptions &options, const ProxyOptions &proxy);
/// The messages sent first and to keep it alive included.
[[nodiscard]] std::vector<QByteArray> secretsOf(const WebSocketOptions &options, const ProxyOptions &proxy);

/// A message that is sent, and the keys within it: what looks like one, having a digit and eight characters.
void addMessage(const QString &message, std::vector<QByteArray> &secrets);

/// `answer` to be shown: masked, and only then cut to HttpAnswer::keptBody.
[[nodiscard]] HttpAnswer withoutSecrets(HttpAnswer answer, const SecretMask &mask);
/// `url` to be shown: without user and password, and masked, because redirects repeat what they were told.
/// Not in its origin, which says where an answer came from.
[[nodiscard]] QUrl withoutSecrets(const QUrl &url, const SecretMask &mask);

} // namespace fusebox::probe
