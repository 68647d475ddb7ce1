// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/report_question.h"

#include <QComboBox>
#include <QDialog>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QPushButton>

#include "core/history/record/stored_uptime.h"
#include "ui/dialogs/save_question.h"
#include "ui/text/uptime_text.h"

namespace fusebox::ui {

namespace {

class ReportQuestion final : public QDialog
{
public:
    ReportQuestion(const QStringList &groups, QWidget *parent)
        : QDialog(parent)
        , m_time(addChoice("reportTime"))
        , m_group(addChoice("reportGroup"))
        , m_format(addChoice("reportFormat"))
    {
        setObjectName(QStringLiteral("reportQuestion"));
        setAttribute(Qt::WA_DeleteOnClose);
        setWindowTitle(tr("Report"));
        fill(groups);
        layOut();
    }

    [[nodiscard]] ReportWish wish() const
    {
        ReportWish wish;
        wish.length = history::uptimeLengths.at(static_cast<std::size_t>(m_time->currentIndex()));
        if (m_group->currentIndex() > 0)
            wish.group = m_group->currentData().toString();
        return wish;
    }
    [[nodiscard]] QString ending() const { return m_format->currentData().toString(); }

private:
    QComboBox *addChoice(const char *name)
    {
        auto *choice = new QComboBox(this);
        choice->setObjectName(QString::fromLatin1(name));
        return choice;
    }

    void fill(const QStringList &groups)
    {
        for (const auto length : history::uptimeLengths)
            m_time->addItem(lengthCaption(length));
        m_time->setCurrentIndex(3); // 30 days
        m_group->addItem(tr("All endpoints"));
        for (const QString &group : groups)
            m_group->addItem(group.isEmpty() ? tr("No group") : group, group);
        m_format->addItem(tr("Page to read and print (HTML)"), QStringLiteral("html"));
        m_format->addItem(tr("Table (CSV)"), QStringLiteral("csv"));
        m_format->addItem(tr("JSON"), QStringLiteral("json"));
    }

    void layOut()
    {
        auto *buttons = new QDialogButtonBox(QDialogButtonBox::Save | QDialogButtonBox::Cancel, this);
        buttons->button(QDialogButtonBox::Save)->setText(tr("Save..."));
        connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
        connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
        auto *form = new QFormLayout(this);
        form->addRow(tr("&Time"), m_time);
        form->addRow(tr("&Of"), m_group);
        form->addRow(tr("&As"), m_format);
        form->addRow(buttons);
    }

    QComboBox *m_time;
    QComboBox *m_group;
    QComboBox *m_format;
};

} // namespace

void askForReport(const QStringList &groups, QWidget *parent,
                  std::function<void(const ReportWish &wish)> wished)
{
    auto *question = new ReportQuestion(groups, parent);
    QObject::connect(question, &QDialog::accepted, parent, [question, parent, wished = std::move(wished)] {
        const QString name = QStringLiteral("fusebox-report.") + question->ending();
        askWhereToSave(QDialog::tr("Save Report"), name, parent,
                       [wish = question->wish(), wished](const QString &path) mutable {
                           wish.path = path;
                           wished(wish);
                       });
    });
    question->open();
}

} // namespace fusebox::ui
