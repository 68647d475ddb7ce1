// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/settings/field_shapes.h"
#include "core/storage/json_place.h"
#include "core/storage/value_sentences.h"

namespace fusebox::storage {

using namespace settings; // whose shapes are read and written here

/// Reads one value of an endpoint by its shape; what is wrong with it is said in a sentence that tells what
/// would be right. The target is changed only if all is well.
class ValueReader
{
public:
    /// `sources` learns of secrets that are given by the name of a variable. Both outlive the reader.
    ValueReader(const JsonPlace &place, settings::SecretSources &sources)
        : m_place(place)
        , m_sources(sources)
    {
    }

    Checked read(const Text &shape, QString &target) const;
    Checked read(const FilePath &shape, QString &target) const;
    Checked read(const Secret &shape, QString &target) const;
    Checked read(const Bytes &shape, QByteArray &target) const;
    Checked read(const Url &shape, QUrl &target) const;
    Checked read(const OwnUrl &shape, settings::Asked &target) const;
    Checked read(const UrlList &shape, std::vector<QUrl> &target) const;
    Checked read(const Duration &shape, Nanoseconds &target) const;
    Checked read(const Count &shape, int &target) const;
    Checked read(const Size &shape, std::int64_t &target) const;
    Checked read(const Number &shape, double &target) const;
    Checked read(const Flag &shape, bool &target) const;
    Checked read(const ErrorClasses &shape, resilience::ErrorClassSet &target) const;
    Checked read(const TextList &shape, QStringList &target) const;
    Checked read(const Pin &shape, QString &target) const;
    Checked read(const ProxyUrl &shape, probe::ProxyOptions &target) const;
    Checked read(const Method &shape, QByteArray &target) const;
    Checked read(const Headers &shape, std::vector<probe::HttpField> &target) const;
    Checked read(const Basic &shape, probe::HttpAuthentication &target) const;
    Checked read(const Bearer &shape, probe::HttpAuthentication &target) const;
    Checked read(const StatusRanges &shape, std::vector<probe::StatusRange> &target) const;
    Checked read(const CloseCodes &shape, std::vector<int> &target) const;
    Checked read(const Pattern &shape, QString &target) const;
    Checked read(const HeaderExpectations &shape, std::vector<probe::HeaderExpectation> &target) const;
    Checked read(const JsonExpectations &shape, std::vector<probe::JsonExpectation> &target) const;
    Checked read(const KeepaliveAnswers &shape, std::vector<probe::KeepaliveAnswer> &target) const;

    template <typename Shape>
    Checked read(const Optional<Shape> &shape, typename Optional<Shape>::Type &target) const
    {
        if (std::holds_alternative<std::monostate>(m_place.value.data)) {
            target.reset();
            return {};
        }
        return read(shape.shape, target.emplace());
    }
    template <typename Enum>
    Checked read(const Choice<Enum> &shape, Enum &target) const
    {
        return readWord(shape.words).map([&target](std::size_t i) { target = static_cast<Enum>(i); });
    }

private:
    [[nodiscard]] tl::expected<std::size_t, JsonErrors>
    readWord(std::span<const QLatin1StringView> words) const;
    template <typename Whole>
    Checked readWhole(Whole minimum, Whole maximum, Whole &target) const;
    [[nodiscard]] tl::expected<probe::HttpField, JsonErrors> readHeader(const Headers &shape,
                                                                        const JsonMember &member) const;
    [[nodiscard]] tl::expected<probe::KeepaliveAnswer, JsonErrors> readKeepaliveAnswer() const;
    Checked readKeepaliveMessage(const JsonMember &comparison, probe::KeepaliveAnswer &target) const;
    Checked readEnvironment(QString &target) const;
    /// A reference that is meant and written wrong. Nothing of the text is quoted.
    [[nodiscard]] Checked checkReferences(const QByteArray &text) const;
    /// The same reader for a value inside this one.
    [[nodiscard]] ValueReader inside(const JsonPlace &place) const { return {place, m_sources}; }

    const JsonPlace &m_place;
    settings::SecretSources &m_sources;
};

} // namespace fusebox::storage
