// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/empty_state.h"

#include <QBoxLayout>
#include <QIcon>
#include <QPushButton>

#include "ui/panes/text_labels.h"
#include "ui/theme/metrics.h"

namespace fusebox::ui {

namespace {

constexpr int iconSize = 96;

QPushButton *addButton(QBoxLayout &row, const QString &name, const QString &text)
{
    auto *button = new QPushButton(text);
    button->setObjectName(name);
    row.addWidget(button);
    return button;
}

} // namespace

EmptyState::EmptyState(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_title(plainLabel(this))
    , m_hint(plainLabel(this))
    , m_file(captionLabel(theme, this))
{
    setObjectName(QStringLiteral("emptyState"));
    auto *icon = new QLabel(this);
    icon->setPixmap(QIcon(QStringLiteral(":/fusebox/icons/io.github.fusebox.Fusebox.svg")).pixmap(iconSize));
    m_title->setObjectName(QStringLiteral("emptyTitle"));
    m_title->setFont(titleFont(font()));
    m_hint->setAlignment(Qt::AlignCenter);
    m_hint->setWordWrap(true);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(spaceS);
    m_add = addButton(*buttons, QStringLiteral("addFirst"), tr("Add the first endpoint"));
    m_retry = addButton(*buttons, QStringLiteral("tryAgain"), tr("Try again"));
    QPushButton *demo = addButton(*buttons, QStringLiteral("startDemo"), tr("Start the demo"));
    for (QPushButton *primary : {m_add, m_retry})
        primary->setProperty("primary", true);

    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(spaceM);
    layout->addStretch(2);
    layout->addWidget(icon, 0, Qt::AlignHCenter);
    layout->addWidget(m_title, 0, Qt::AlignHCenter);
    layout->addWidget(m_hint);
    auto *row = new QHBoxLayout;
    row->addStretch();
    row->addLayout(buttons);
    row->addStretch();
    layout->addLayout(row);
    layout->addWidget(m_file, 0, Qt::AlignHCenter);
    layout->addStretch(3);
    connect(m_add, &QPushButton::clicked, this, &EmptyState::addRequested);
    connect(m_retry, &QPushButton::clicked, this, &EmptyState::retryRequested);
    connect(demo, &QPushButton::clicked, this, &EmptyState::demoRequested);
    invite();
}

void EmptyState::invite()
{
    m_title->setText(tr("Nothing is watched yet"));
    m_hint->setText(tr("Give Fusebox a URL and it shows how the connection does: http(s), ws(s), tcp, tls or "
                       "dns.\nOr watch the demo: servers on this machine that fail on purpose."));
    m_add->show();
    m_retry->hide();
}

void EmptyState::setUnreadable(const QString &path)
{
    m_title->setText(tr("The endpoints could not be read"));
    m_hint->setText(tr("Mend the file, then try again. It is left as it is until then."));
    m_file->setText(path);
    m_add->hide();
    m_retry->show();
}

void EmptyState::setConfigFile(const QString &path)
{
    invite();
    m_file->setText(path.isEmpty() ? tr("Endpoints are not kept when Fusebox ends.")
                                   : tr("Endpoints are kept in %1").arg(path));
}

} // namespace fusebox::ui
