// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/conflict_question.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/theme/metrics.h"

namespace fusebox::ui {

namespace {

QString question(const QString &path)
{
    return QMessageBox::tr("%1 was edited here and by another program. In the file, these differ:")
        .arg(path.section(u'/', -1));
}

QLabel *plainLabel(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    return label;
}

} // namespace

void askWhichToKeep(const Conflict &conflict, QWidget *parent)
{
    const QString name = QStringLiteral("conflictQuestion");
    for (QDialog *old : parent->findChildren<QDialog *>(name, Qt::FindDirectChildrenOnly)) {
        old->setObjectName({});
        old->close();
    }
    auto *dialog = new QDialog(parent);
    dialog->setObjectName(name);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(QMessageBox::tr("Both Were Edited"));
    auto *lines = new QPlainTextEdit(conflict.lines.join(u'\n'), dialog);
    lines->setObjectName(QStringLiteral("conflictLines"));
    lines->setReadOnly(true);
    auto *buttons = new QDialogButtonBox(dialog);
    QPushButton *reload =
        buttons->addButton(QMessageBox::tr("Take What the File Says"), QDialogButtonBox::AcceptRole);
    reload->setObjectName(QStringLiteral("reloadFile"));
    QPushButton *overwrite =
        buttons->addButton(QMessageBox::tr("Keep What Was Edited Here"), QDialogButtonBox::DestructiveRole);
    overwrite->setObjectName(QStringLiteral("overwriteFile"));
    buttons->addButton(QMessageBox::tr("Later"), QDialogButtonBox::RejectRole)->setDefault(true);
    auto *column = new QVBoxLayout(dialog);
    column->setSpacing(spaceM);
    column->addWidget(plainLabel(question(conflict.path), dialog));
    column->addWidget(lines, 1);
    column->addWidget(
        plainLabel(QMessageBox::tr("What is not kept is lost. Until you choose, nothing is saved."), dialog));
    column->addWidget(buttons);
    QObject::connect(reload, &QPushButton::clicked, dialog, conflict.reload);
    QObject::connect(overwrite, &QPushButton::clicked, dialog, conflict.overwrite);
    for (QPushButton *button : {reload, overwrite})
        QObject::connect(button, &QPushButton::clicked, dialog, &QDialog::close);
    QObject::connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::close);
    dialog->resize(520, 320);
    dialog->open();
}

} // namespace fusebox::ui
