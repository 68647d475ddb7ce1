// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/exec/plugin_output.h"

#include <array>
#include <cmath>

#include <QLatin1StringView>

namespace fusebox::probe {

using namespace Qt::StringLiterals;
using resilience::Nanoseconds;

namespace {

constexpr qsizetype LongestText = 1024; // characters

/// What stands behind the first "|" of a line.
QByteArray behindBar(const QByteArray &line)
{
    const qsizetype bar = line.indexOf('|');
    return bar < 0 ? QByteArray() : line.sliced(bar + 1);
}

/// That of the first line, and of the lines after the first of the others that has a "|".
QByteArray performanceData(const QByteArray &output)
{
    const qsizetype end = output.indexOf('\n');
    const QByteArray first = behindBar(output.first(end < 0 ? output.size() : end));
    return end < 0 ? first : first + ' ' + behindBar(output.sliced(end + 1));
}

/// Takes a label off the front: bare, or in quotes, in which a quote is doubled.
QByteArray takeLabel(QByteArray &data)
{
    QByteArray label;
    qsizetype at = 0;
    const bool isQuoted = data.startsWith('\'');
    if (isQuoted)
        ++at;
    for (; at < data.size(); ++at) {
        const bool isEnd = isQuoted ? data[at] == '\'' : data[at] == '=';
        const bool isDoubled = isQuoted && isEnd && data.sliced(at).startsWith("''");
        if (isEnd && !isDoubled)
            break;
        if (isDoubled)
            ++at;
        label += data[at];
    }
    data.remove(0, isQuoted ? at + 1 : at);
    return label;
}

/// Takes what comes before the next blank off the front.
QByteArray takeValue(QByteArray &data)
{
    qsizetype end = 0;
    while (end < data.size() && data[end] != ' ' && data[end] != '\n' && data[end] != '\t')
        ++end;
    const QByteArray value = data.first(end);
    data.remove(0, end);
    return value;
}

struct Unit
{
    QLatin1StringView name;
    double nanoseconds;
};

/// "0.000155s;;;0.000000;10.000000"; without a unit it is in seconds.
std::optional<Nanoseconds> timeOf(const QByteArray &value)
{
    static constexpr std::array units{Unit{"ms"_L1, 1e6}, Unit{"us"_L1, 1e3}, Unit{"s"_L1, 1e9}};
    QByteArray number = value.first(value.indexOf(';') < 0 ? value.size() : value.indexOf(';'));
    double scale = 1e9;
    for (const Unit &unit : units) {
        if (number.endsWith(QByteArrayView(unit.name.data(), unit.name.size()))) {
            number.chop(unit.name.size());
            scale = unit.nanoseconds;
            break;
        }
    }
    bool isNumber = false;
    const double time = number.toDouble(&isNumber) * scale;
    constexpr double longest = 9e18; // of what nanoseconds can say
    if (!isNumber || !std::isfinite(time) || time < 0 || time > longest)
        return {};
    return Nanoseconds(std::llround(time));
}

std::optional<Nanoseconds> latencyIn(QByteArray data)
{
    while (!(data = data.trimmed()).isEmpty()) {
        const QByteArray label = takeLabel(data);
        if (!data.startsWith('='))
            return {};
        data.remove(0, 1);
        const auto time = timeOf(takeValue(data));
        if (time && (label == "time" || label == "rta"))
            return time;
    }
    return {};
}

} // namespace

PluginStatus pluginStatus(int exitStatus)
{
    switch (exitStatus) {
    case 0: return PluginStatus::Ok;
    case 1: return PluginStatus::Warning;
    case 2: return PluginStatus::Critical;
    default: return PluginStatus::Unknown;
    }
}

PluginOutput readPluginOutput(const QByteArray &output)
{
    const QByteArray line = output.first(
        std::max<qsizetype>(output.indexOf('\n'), -1) < 0 ? output.size() : output.indexOf('\n'));
    const qsizetype bar = line.indexOf('|');
    const QString text = QString::fromUtf8(bar < 0 ? line : line.first(bar)).trimmed();
    return {text.left(LongestText), latencyIn(performanceData(output))};
}

} // namespace fusebox::probe
