// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/endpoint_dialog.h"

#include <algorithm>

#include <QBoxLayout>
#include <QFormLayout>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QScrollArea>
#include <QToolButton>

#include "core/settings/field_use.h"
#include "core/settings/secret_reference.h"
#include "ui/dialogs/endpoint_form.h"
#include "ui/panes/text_labels.h"
#include "ui/text/input_errors.h"
#include "ui/text/secret_text.h"
#include "ui/theme/metrics.h"

namespace fusebox::ui {

namespace {

constexpr int dialogWidth = 600;
constexpr int formHeight = 380;

/// None where the name only follows from the URL, and is to go on following it.
QString givenName(const settings::EndpointConfig &config)
{
    return config.name == settings::defaultEndpointName(config.asked) ? QString() : config.name;
}

/// A scheme that is being typed is not yet a mistake.
bool isUnderWay(const QString &text)
{
    return std::ranges::any_of(probe::Schemes, [&](const probe::Scheme &scheme) {
        return probe::prefixOf(scheme).startsWith(text, Qt::CaseInsensitive);
    });
}

} // namespace

EndpointDialog *EndpointDialog::forNew(const settings::EndpointConfig &draft, const QStringList &takenIds,
                                       const Theme &theme, QWidget *parent)
{
    auto *dialog = new EndpointDialog(draft, theme, parent);
    dialog->m_isNew = true;
    dialog->m_takenIds = takenIds;
    dialog->setWindowTitle(tr("Add endpoint"));
    dialog->m_ok->setText(tr("Add"));
    return dialog;
}

EndpointDialog *EndpointDialog::forEdit(const settings::EndpointConfig &config, const Theme &theme,
                                        QWidget *parent)
{
    auto *dialog = new EndpointDialog(config, theme, parent);
    dialog->setWindowTitle(tr("Edit endpoint"));
    dialog->m_ok->setText(tr("Save"));
    return dialog;
}

settings::EndpointConfig EndpointDialog::config() const
{
    settings::EndpointConfig config = m_config;
    config.name = m_name->text().trimmed();
    if (config.name.isEmpty())
        config.name = settings::defaultEndpointName(config.asked);
    if (m_isNew)
        config.id = settings::makeEndpointId(config.asked, m_takenIds);
    return config;
}

EndpointDialog::EndpointDialog(const settings::EndpointConfig &start, const Theme &theme, QWidget *parent)
    : QDialog(parent)
    , m_theme(theme)
    , m_start(start)
    , m_config(start)
    , m_url(new QLineEdit(settings::urlText(start.url()), this))
    , m_urlError(plainLabel(this))
    , m_name(new QLineEdit(givenName(start), this))
    , m_more(new QToolButton(this))
    , m_scroll(new QScrollArea(this))
    , m_form(new EndpointForm(theme))
{
    setObjectName(QStringLiteral("endpointDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    m_form->load(start);
    layOut();
    connect(m_url, &QLineEdit::textChanged, this, &EndpointDialog::validate);
    connect(m_form, &EndpointForm::edited, this, &EndpointDialog::validate);
    connect(m_form, &EndpointForm::keepRequested, this, &EndpointDialog::keep);
    connect(m_form, &EndpointForm::revealed, this, [this] { m_more->setChecked(true); });
    connect(m_more, &QToolButton::toggled, this, [this](bool more) {
        showMore(more);
        m_form->revealBad();
    });
    showMore(false);
    m_url->setFocus();
    validate();
}

void EndpointDialog::layOut()
{
    m_url->setObjectName(QStringLiteral("url"));
    m_url->setPlaceholderText(QStringLiteral("https://example.org/health"));
    m_urlError->setObjectName(QStringLiteral("url.hint"));
    m_urlError->setWordWrap(true);
    m_name->setObjectName(QStringLiteral("name"));
    m_name->setMaxLength(settings::maxNameLength);
    m_more->setObjectName(QStringLiteral("more"));
    m_more->setProperty("disclosure", true);
    m_more->setText(tr("More"));
    m_more->setCheckable(true);
    m_more->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_scroll->setWidget(m_form);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFocusPolicy(Qt::NoFocus); // a tab stop that nobody sees
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);

    auto *top = new QFormLayout;
    top->setHorizontalSpacing(spaceM);
    top->addRow(tr("&URL"), m_url);
    top->addRow(QString(), m_urlError);
    top->addRow(tr("&Name"), m_name);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(spaceL, spaceL, spaceL, spaceM);
    layout->setSpacing(spaceS);
    layout->addLayout(top);
    layout->addWidget(m_more, 0, Qt::AlignLeft);
    layout->addWidget(m_scroll, 1);
    layout->addWidget(makeFooter());
}

QWidget *EndpointDialog::makeFooter()
{
    auto *footer = new QWidget(this);
    m_reason = captionLabel(m_theme, footer);
    m_reason->setObjectName(QStringLiteral("okReason"));
    m_reason->setWordWrap(true);
    m_ok = new QPushButton(footer);
    m_ok->setObjectName(QStringLiteral("ok"));
    m_ok->setProperty("primary", true);
    m_ok->setDefault(true);
    auto *cancel = new QPushButton(tr("Cancel"), footer);
    cancel->setObjectName(QStringLiteral("cancel"));
    auto *row = new QHBoxLayout(footer);
    row->setContentsMargins(0, spaceS, 0, 0);
    row->addWidget(m_reason, 1);
    row->addWidget(cancel);
    row->addWidget(m_ok);
    connect(m_ok, &QPushButton::clicked, this, &QDialog::accept);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    return footer;
}

void EndpointDialog::showMore(bool more)
{
    m_more->setArrowType(more ? Qt::DownArrow : Qt::RightArrow);
    m_scroll->setVisible(more);
    m_scroll->setMinimumHeight(more ? formHeight : 0);
    layout()->activate();
    resize(std::max(width(), dialogWidth), more ? sizeHint().height() : minimumSizeHint().height());
}

void EndpointDialog::validate()
{
    m_config = m_start;
    const auto url = readUrl();
    const probe::Scheme *scheme = probe::findScheme(m_url->text().trimmed().section(u':', 0, 0).toLower());
    if (url)
        m_name->setPlaceholderText(settings::defaultEndpointName(*url));
    if (url || scheme) // the form fills in what its kind has
        m_config.asked.setUrl(url ? *url : settings::defaultsFor(*scheme).url());
    m_form->setScheme(scheme);
    const auto settings = m_form->store(m_config);
    const bool isTypingUrl = m_url->hasFocus();
    m_form->revealBad();
    if (isTypingUrl) // a value that the URL makes bad on the way is not to take the keys
        m_url->setFocus();
    const QString reason = !url ? url.error() : !settings ? settings.error() : QString();
    m_reason->setText(m_urlError->isHidden() ? reason : QString()); // said under the URL already
    m_ok->setEnabled(reason.isEmpty());
    m_ok->setToolTip(reason.toHtmlEscaped());
}

namespace {

/// "orders.example-health/bearer": of what an entry's name may be made.
QString entryName(const settings::EndpointId &id, const QString &key)
{
    constexpr qsizetype longest = 100; // of at most 128
    QString name;
    for (const QChar c : id.left(longest))
        name += c.unicode() < 0x80 && (c.isLetterOrNumber() || c == u'.' || c == u'_') ? c : u'-';
    return name + u'/' + key.section(u'.', -1);
}

} // namespace

void EndpointDialog::keep(FieldRow *row, const QByteArray &value)
{
    const QString name = entryName(config().id, row->spec().key);
    const QString reference = settings::referenceText({settings::SecretSource::Keyring, name});
    row->beginKeeping();
    Q_EMIT keepRequested({name, value, [row = QPointer<FieldRow>(row), reference](const auto &kept) {
                              if (row && kept)
                                  row->setKept(reference);
                              else if (row)
                                  row->setNotKept(lackPhrase(kept.error()));
                          }});
}

tl::expected<QUrl, QString> EndpointDialog::readUrl()
{
    const QString text = m_url->text().trimmed();
    const auto url = settings::parseEndpointUrl(text);
    const auto parts = settings::partsIn(text.toUtf8());
    const QString sentence = !parts ? inputError(parts.error()) : url ? QString() : inputError(url.error());
    const bool marked = !sentence.isEmpty() && !isUnderWay(text);
    markField(*m_url, marked, sentence);
    m_urlError->setText(sentence);
    m_urlError->setVisible(marked);
    setInk(*m_urlError, m_theme.colours().of(health::Status::Unhealthy).text);
    if (!sentence.isEmpty())
        return tl::make_unexpected(sentence);
    return *url;
}

} // namespace fusebox::ui
