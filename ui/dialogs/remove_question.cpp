// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/remove_question.h"

#include <QCoreApplication>
#include <QMessageBox>
#include <QPushButton>

namespace fusebox::ui {

namespace {

QString question(const QStringList &names)
{
    return names.size() == 1 ? QMessageBox::tr("Remove “%1”?").arg(names.front())
                             : QMessageBox::tr("Remove %1 endpoints?").arg(names.size());
}

} // namespace

void askToRemove(const QStringList &names, QWidget *parent, std::function<void()> confirmed)
{
    auto *box = new QMessageBox(parent);
    box->setObjectName(QStringLiteral("removeQuestion"));
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setIcon(QMessageBox::NoIcon);
    box->setTextFormat(Qt::PlainText);
    box->setWindowTitle(QMessageBox::tr("Remove"));
    box->setText(question(names));
    box->setInformativeText(
        names.size() == 1
            ? QMessageBox::tr("Its checks stop. What is kept of its past stays in reports.")
            : QMessageBox::tr("Their checks stop. What is kept of their past stays in reports."));
    QPushButton *remove = box->addButton(QMessageBox::tr("Remove"), QMessageBox::AcceptRole);
    remove->setObjectName(QStringLiteral("confirmRemove"));
    box->setDefaultButton(box->addButton(QMessageBox::Cancel)); // there is no undo
    QObject::connect(remove, &QPushButton::clicked, box, std::move(confirmed));
    box->open();
}

} // namespace fusebox::ui
