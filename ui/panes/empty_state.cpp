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
    , m_file(captionLabel(theme, this))
{
    setObjectName(QStringLiteral("emptyState"));
    auto *icon = new QLabel(this);
    icon->setPixmap(QIcon(QStringLiteral(":/fusebox/icons/io.github.fusebox.Fusebox.svg")).pixmap(iconSize));
    auto *title = plainLabel(this, tr("Nothing is watched yet"));
    title->setFont(titleFont(font()));
    auto *hint = plainLabel(
        this, tr("Give Fusebox a URL and it shows how the connection does: http(s), ws(s), tcp, tls or "
                 "dns.\nOr watch the demo: servers on this machine that fail on purpose."));
    hint->setAlignment(Qt::AlignCenter);
    hint->setWordWrap(true);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(spaceS);
    QPushButton *add = addButton(*buttons, QStringLiteral("addFirst"), tr("Add the first endpoint"));
    QPushButton *demo = addButton(*buttons, QStringLiteral("startDemo"), tr("Start the demo"));
    add->setProperty("primary", true);

    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(spaceM);
    layout->addStretch(2);
    layout->addWidget(icon, 0, Qt::AlignHCenter);
    layout->addWidget(title, 0, Qt::AlignHCenter);
    layout->addWidget(hint);
    auto *row = new QHBoxLayout;
    row->addStretch();
    row->addLayout(buttons);
    row->addStretch();
    layout->addLayout(row);
    layout->addWidget(m_file, 0, Qt::AlignHCenter);
    layout->addStretch(3);
    connect(add, &QPushButton::clicked, this, &EmptyState::addRequested);
    connect(demo, &QPushButton::clicked, this, &EmptyState::demoRequested);
}

void EmptyState::setConfigFile(const QString &path)
{
    m_file->setText(path.isEmpty() ? tr("Endpoints are not kept when Fusebox ends.")
                                   : tr("Endpoints are kept in %1").arg(path));
}

} // namespace fusebox::ui
