// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/ini_text.h"

namespace fusebox::app {

namespace {

/// QSettings takes all hexadecimal digits that follow for part of an escape: so one after another is escaped
/// too.
class Escaper
{
public:
    void add(char16_t c)
    {
        const bool isDigit = (c >= u'0' && c <= u'9') || (c >= u'a' && c <= u'f') || (c >= u'A' && c <= u'F');
        const bool isPlain = c >= 0x20 && c < 0x7f && c != u'"' && c != u'\\';
        if (isPlain && !(isDigit && m_afterEscape)) {
            m_text += static_cast<char>(c);
            m_afterEscape = false;
        } else {
            m_text += "\\x" + QByteArray::number(static_cast<uint>(c), 16);
            m_afterEscape = true;
        }
    }
    [[nodiscard]] QByteArray take() { return '"' + std::move(m_text) + '"'; }

private:
    QByteArray m_text = {};
    bool m_afterEscape = false;
};

/// An @ at the beginning says that another type than text follows.
QByteArray quoted(const QString &text)
{
    Escaper escaper;
    if (text.startsWith(u'@'))
        escaper.add(u'@');
    for (const QChar c : text)
        escaper.add(c.unicode());
    return escaper.take();
}

} // namespace

void IniText::beginGroup(QLatin1StringView name)
{
    m_content += (m_content.isEmpty() ? "[" : "\n[") + QByteArray(name.data(), name.size()) + "]\n";
}

void IniText::text(const QByteArray &key, const QString &value)
{
    line(key, quoted(value));
}

void IniText::texts(const QByteArray &key, const QStringList &values)
{
    if (values.isEmpty())
        return; // what is not there is read as none
    QByteArrayList all;
    for (const QString &value : values)
        all += quoted(value);
    line(key, all.join(", "));
}

void IniText::bytes(const QByteArray &key, const QByteArray &value)
{
    Escaper escaper;
    for (const char c : QByteArrayView("@ByteArray("))
        escaper.add(static_cast<char16_t>(c));
    for (const char c : value)
        escaper.add(static_cast<uchar>(c));
    escaper.add(u')');
    line(key, escaper.take());
}

void IniText::integer(const QByteArray &key, int value)
{
    line(key, QByteArray::number(value));
}

void IniText::flag(const QByteArray &key, bool value)
{
    line(key, value ? "true" : "false");
}

void IniText::line(const QByteArray &key, const QByteArray &value)
{
    m_content += key + '=' + value + '\n';
}

} // namespace fusebox::app
