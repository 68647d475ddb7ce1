// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/settings/secret_filling.h"

#include <algorithm>

#include <QStringDecoder>

#include "core/settings/config_fields.h"
#include "core/settings/option_text.h"

namespace fusebox::settings {

namespace {

/// What a value may hold where it is to stand.
enum class Fits : std::uint8_t { Line, Word, User, Bytes };

bool isLine(const QByteArray &value)
{
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    [[maybe_unused]] const QString text = decoder(value);
    return !decoder.hasError() && std::ranges::none_of(value, [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    });
}

bool isFit(const QByteArray &value, Fits fits)
{
    switch (fits) {
    case Fits::Bytes: return true;
    case Fits::Line: return isLine(value);
    case Fits::Word: return isLine(value) && !value.contains(' ');
    case Fits::User: return isLine(value) && !value.contains(':');
    }
    return false;
}

/// Goes over every place of an endpoint that may hold references. `Each` is told of text, of URLs and of the
/// proxy's, which it may change.
template <typename Each>
class Places
{
public:
    Places(EndpointConfig &config, Each &each)
        : m_config(config)
        , m_each(each)
    {
    }

    void visit(std::span<const Field> fields)
    {
        for (const Field &field : fields)
            std::visit([this](const auto &kind) { this->look(kind); }, field.kind);
    }

private:
    void look(const Section &section) { visit(section.fields()); }
    template <typename Shape>
    void look(const At<Shape> &at)
    {
        if (auto *value = at.of(m_config))
            look(at.shape, *value);
    }

    void look(const Text &shape, QString &text)
    {
        if (shape.mayRefer)
            m_each.text(text, Fits::Line, shape.maxLength);
    }
    void look(const Secret &shape, QString &text) { m_each.text(text, Fits::Line, shape.maxLength); }
    void look(const Bytes &shape, QByteArray &bytes)
    {
        if (shape.mayRefer)
            m_each.bytes(bytes, Fits::Bytes, shape.maxSize);
    }
    void look(const OwnUrl &, Asked &asked)
    {
        QUrl url = asked.url();
        if (m_each.url(url))
            asked.setUrl(url);
    }
    void look(const UrlList &, std::vector<QUrl> &urls)
    {
        for (QUrl &url : urls)
            m_each.url(url);
    }
    void look(const Headers &, std::vector<probe::HttpField> &fields)
    {
        for (probe::HttpField &field : fields)
            m_each.bytes(field.value, Fits::Line, Secret::maxLength);
    }
    void look(const Basic &shape, probe::HttpAuthentication &authentication)
    {
        if (auto *basic = std::get_if<probe::BasicAuthentication>(&authentication)) {
            m_each.text(basic->user, Fits::User, shape.maxUser);
            m_each.text(basic->password, Fits::Line, Secret::maxLength);
        }
    }
    void look(const Bearer &, probe::HttpAuthentication &authentication)
    {
        if (auto *bearer = std::get_if<probe::BearerAuthentication>(&authentication))
            m_each.text(bearer->token, Fits::Word, Secret::maxLength);
    }
    void look(const KeepaliveAnswers &, std::vector<probe::KeepaliveAnswer> &answers)
    {
        for (probe::KeepaliveAnswer &answer : answers)
            m_each.text(answer.send, Fits::Line, Secret::maxLength);
    }
    void look(const ProxyUrl &, probe::ProxyOptions &proxy) { m_each.proxy(proxy); }
    template <typename Shape, typename Value>
    void look(const Shape &, Value &)
    {
    }

    EndpointConfig &m_config;
    Each &m_each;
};

template <typename Each>
void visitPlaces(EndpointConfig &config, Each &each)
{
    Places<Each>(config, each).visit(endpointFields());
}

class Finder
{
public:
    void text(const QString &text, Fits, qsizetype) { find(text.toUtf8()); }
    void bytes(const QByteArray &bytes, Fits, qsizetype) { find(bytes); }
    bool url(const QUrl &url)
    {
        if (url.toEncoded().contains('$'))
            add(partsIn(url));
        return false;
    }
    void proxy(const probe::ProxyOptions &proxy) { find(proxy.host.toUtf8()); }

    [[nodiscard]] std::set<SecretReference> take() { return std::move(m_found); }

private:
    void find(const QByteArray &text)
    {
        if (text.contains("${"))
            add(partsIn(text));
    }
    void add(const tl::expected<TextParts, ReferenceFault> &parts)
    {

        if (!parts)
            return;
        for (const TextPart &part : *parts)
            if (const auto *reference = std::get_if<SecretReference>(&part))
                m_found.insert(*reference);
    }

    std::set<SecretReference> m_found = {};
};

class Filler
{
public:
    explicit Filler(const SecretValues &values)
        : m_values(values)
    {
    }

    void text(QString &text, Fits fits, qsizetype most)
    {
        QByteArray bytes = text.toUtf8();
        this->bytes(bytes, fits, most);
        text = QString::fromUtf8(bytes);
    }
    void bytes(QByteArray &text, Fits fits, qsizetype most)
    {
        if (text.contains("${"))
            text = joined(partsIn(text), text, fits, most);
    }
    bool url(QUrl &url)
    {
        if (!url.toEncoded().contains('$'))
            return false;
        m_isUrl = true;
        const QByteArray text = joined(partsIn(url), url.toEncoded(), Fits::Bytes, maxSecret);
        m_isUrl = false;
        url = QUrl::fromEncoded(text);
        return true;
    }
    void proxy(probe::ProxyOptions &proxy)
    {
        const QByteArray host = proxy.host.toUtf8();
        const auto parts = host.contains("${") ? partsIn(host) : TextParts();
        if (!parts || parts->empty())
            return;
        const QByteArray url = joined(parts, host, Fits::Line, Secret::maxLength);
        const auto read = parseProxyUrl(QString::fromUtf8(url));
        if (read) {
            proxy.kind = read->kind;
            proxy.host = read->host;
            proxy.port = read->port;
        } else if (const auto *reference = std::get_if<SecretReference>(&parts->front())) {
            note(*reference, {SecretLack::Unfit});
        }
    }

    [[nodiscard]] std::vector<MissingSecret> takeMissing()
    {
        std::vector<MissingSecret> all;
        for (const auto &[reference, reason] : m_missing)
            all.push_back({reference, reason});
        return all;
    }
    [[nodiscard]] std::vector<QByteArray> takeSecrets() { return {m_secrets.begin(), m_secrets.end()}; }

private:
    QByteArray joined(const tl::expected<TextParts, ReferenceFault> &parts, const QByteArray &text, Fits fits,
                      qsizetype most)
    {
        if (!parts) // as it stands: what reads a configuration refuses it
            return text;
        QByteArray result;
        for (const TextPart &part : *parts) {
            if (const auto *literal = std::get_if<QByteArray>(&part))
                result += *literal;
            else
                add(std::get<SecretReference>(part), fits, most, result);
        }
        return result;
    }

    void add(const SecretReference &reference, Fits fits, qsizetype most, QByteArray &result)
    {
        const auto known = m_values.find(reference);
        if (known == m_values.end() || !known->second)
            return note(reference, known == m_values.end() ? NoSecret() : known->second.error());
        const QByteArray &value = *known->second;
        if (!isFit(value, fits))
            return note(reference, {SecretLack::Unfit});
        m_secrets.insert(value);
        result += m_isUrl ? value.toPercentEncoding("/") : value;
        if (result.size() > most)
            note(reference, {SecretLack::TooLong});
    }

    void note(const SecretReference &reference, const NoSecret &reason)
    {
        m_missing.emplace(reference, reason);
    }

    const SecretValues &m_values;
    bool m_isUrl = false; ///< what is put in is encoded
    std::map<SecretReference, NoSecret> m_missing = {};
    std::set<QByteArray> m_secrets = {};
};

struct MayRefer
{
    bool operator()(const Section &) const { return false; }
    bool operator()(const At<Text> &at) const { return at.shape.mayRefer; }
    bool operator()(const At<Bytes> &at) const { return at.shape.mayRefer; }
    bool operator()(const At<Secret> &) const { return true; }
    bool operator()(const At<OwnUrl> &) const { return true; }
    bool operator()(const At<UrlList> &) const { return true; }
    bool operator()(const At<ProxyUrl> &) const { return true; }
    bool operator()(const At<Headers> &) const { return true; }
    bool operator()(const At<Basic> &) const { return true; }
    bool operator()(const At<Bearer> &) const { return true; }
    bool operator()(const At<KeepaliveAnswers> &) const { return true; }
    template <typename Shape>
    bool operator()(const At<Shape> &) const
    {
        return false;
    }
};
} // namespace

bool mayRefer(const Field &field)
{
    return std::visit(MayRefer(), field.kind);
}

std::set<SecretReference> referencesIn(const EndpointConfig &config)
{
    EndpointConfig copy = config; // places are those of one that may be changed
    Finder finder;
    visitPlaces(copy, finder);
    return finder.take();
}

tl::expected<EndpointConfig, std::vector<MissingSecret>> filledIn(const EndpointConfig &config,
                                                                  const SecretValues &values)
{
    EndpointConfig filled = config;
    Filler filler(values);
    visitPlaces(filled, filler);
    auto missing = filler.takeMissing();
    if (!missing.empty())
        return tl::unexpected(std::move(missing));
    filled.secrets = filler.takeSecrets();
    return filled;
}

} // namespace fusebox::settings
