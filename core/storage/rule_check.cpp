// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/rule_check.h"

#include <algorithm>

#include "core/settings/config_rules.h"
#include "core/settings/field_use.h"
#include "core/settings/option_text.h"
#include "core/storage/value_sentences.h"

namespace fusebox::storage {

using namespace Qt::StringLiterals;
using settings::EndpointConfig;

namespace {

/// The place of "proxy.user" in an endpoint that has it.
JsonPlace placeOf(const JsonPlace &place, QLatin1StringView key)
{
    const qsizetype dot = key.indexOf('.'_L1);
    const auto &object = std::get<JsonObject>(place.value.data);
    const JsonPlace member = place.at(*findMember(object, dot < 0 ? key : key.first(dot)));
    return dot < 0 ? member : placeOf(member, key.sliced(dot + 1));
}

bool isWrong(const JsonPlace &place, QLatin1StringView key, const Checked &fields)
{
    const QString pointer = place.pointer + u'/' + QString(key).replace(u'.', u'/');
    return !fields && !key.isEmpty() &&
           std::ranges::find(fields.error().all(), pointer, &JsonError::pointer) !=
               fields.error().all().end();
}

Checked checkRelations(const JsonPlace &place, const EndpointConfig &config, const Checked &fields)
{
    Gathered all;
    for (const settings::Rule &rule : settings::endpointRules()) {
        if (rule.isBroken(config) && !isWrong(place, rule.unless, fields)) // so the key is there
            all.add(placeOf(place, rule.key).error(rule.sentence).value());
    }
    return all.result();
}

/// What stands in an endpoint and does nothing there was meant for another, or is thought to do something.
Checked checkUse(const JsonPlace &place, std::span<const settings::Field> fields, const probe::Scheme &scheme)
{
    const auto *members = std::get_if<JsonObject>(&place.value.data);
    if (!members)
        return {};
    Gathered all;
    for (const settings::Field &field : fields) {
        const JsonMember *member = findMember(*members, field.key);
        if (!member)
            continue;
        const JsonPlace found = place.at(*member);
        const auto *section = std::get_if<settings::Section>(&field.kind);
        if (!settings::isUsedBy(&scheme, field))
            all.add(found.error(unusedSentence(scheme.name, settings::schemesUsing(field))).value());
        else if (section)
            all.add(checkUse(found, section->fields(), scheme));
    }
    return all.result();
}

Checked checkRecords(const JsonPlace &place, const EndpointConfig &config)
{
    const QStringList &expected = config.part<probe::DnsOptions>().expect;
    if (expected.isEmpty())
        return {};
    const QString type = settings::dnsQuestionOf(config.url()).type;
    const auto bad = std::ranges::find_if_not(
        expected, [&type](const QString &record) { return settings::canBeRecord(type, record); });
    if (bad == expected.end())
        return {};
    const auto index = static_cast<std::size_t>(bad - expected.begin());
    const JsonPlace list = placeOf(place, "dns.expect"_L1);
    return list.at(index, std::get<JsonArray>(list.value.data)[index]).error(recordSentence(*bad, type));
}

/// What can never come is never answered.
Checked checkKeepalive(const JsonPlace &place, const EndpointConfig &config)
{
    Gathered all;
    const auto &options = config.part<settings::WebSocketSettings>().options;
    const auto &answers = options.keepalive.answer;
    for (std::size_t i = 0; i < answers.size(); ++i) {
        if (answers[i].kind != probe::KeepaliveAnswer::Kind::Equals ||
            answers[i].sought.size() <= options.maxMessage)
            continue;
        const JsonPlace list = placeOf(place, "websocket.keepalive.answer"_L1);
        const JsonPlace answer = list.at(i, std::get<JsonArray>(list.value.data)[i]);
        all.add(placeOf(answer, "equals"_L1)
                    .error(u"is longer than a message may be; raise \"max_message\" or leave it out"_s)
                    .value());
    }
    return all.result();
}

} // namespace

Checked checkRules(const JsonPlace &place, const EndpointConfig &config, const Checked &fields)
{
    Gathered all;
    if (const auto *scheme = probe::findScheme(config.url().scheme()))
        all.add(checkUse(place, settings::endpointFields(), *scheme));
    all.add(checkRelations(place, config, fields));
    all.add(checkRecords(place, config));
    all.add(checkKeepalive(place, config));
    return all.result();
}

} // namespace fusebox::storage
