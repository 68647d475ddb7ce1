// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/save_question.h"

#include <QDir>
#include <QFileDialog>

namespace fusebox::ui {

void askWhereToSave(const QString &title, const QString &name, QWidget *parent,
                    std::function<void(const QString &path)> chosen)
{
    auto *dialog = new QFileDialog(parent, title, QDir::homePath());
    dialog->setObjectName(QStringLiteral("exportDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(name.section(u'.', -1));
    dialog->selectFile(name);
    QObject::connect(dialog, &QFileDialog::fileSelected, parent, std::move(chosen));
    dialog->open();
}

} // namespace fusebox::ui
