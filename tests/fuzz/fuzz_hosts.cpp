// SPDX-License-Identifier: GPL-3.0-or-later
#include <sys/mman.h>
#include <unistd.h>

#include "core/probe/names/hosts_file.h"
#include "tests/fuzz/fuzz.h"

using namespace fusebox;

namespace {

class StoppedClock final : public resilience::Clock
{
public:
    [[nodiscard]] resilience::TimePoint now() const override { return {}; }
};

/// Of memory, under a path.
class File
{
public:
    explicit File(std::string_view text)
        : m_descriptor(memfd_create("hosts", MFD_CLOEXEC))
    {
        require(write(m_descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size()));
    }
    ~File() { close(m_descriptor); }
    Q_DISABLE_COPY_MOVE(File)

    [[nodiscard]] QString path() const { return QStringLiteral("/proc/self/fd/%1").arg(m_descriptor); }

private:
    int m_descriptor;
};

} // namespace

/// Any file is read: names have addresses, in whatever case they are asked for.
FUZZ(const std::string_view text)
{
    const File file(text);
    const StoppedClock clock;
    probe::HostsFile hosts(clock, file.path());
    for (const QHostAddress &address : hosts.find(QStringLiteral("a.test")))
        require(!address.isNull());
    require(hosts.find(QStringLiteral("A.TEST")) == hosts.find(QStringLiteral("a.test")));
}
