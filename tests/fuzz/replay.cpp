// SPDX-License-Identifier: GPL-3.0-or-later
// Stands in for libFuzzer where it is not: feeds each file of the folders named to the target, once. So the
// inputs that once broke something are tried in every test run, with any compiler.
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size);

namespace {

void replay(const std::filesystem::path &file)
{
    std::ifstream stream(file, std::ios::binary);
    std::string input(std::filesystem::file_size(file), '\0');
    stream.read(input.data(), static_cast<std::streamsize>(input.size()));
    std::fprintf(stderr, "%s\n", file.c_str()); // before it runs: the last one named is the one that broke it
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t *>(input.data()), input.size());
}

} // namespace

int main(int argc, char **argv)
{
    int inputs = 0;
    for (int i = 1; i < argc; ++i) {
        for (const auto &entry : std::filesystem::directory_iterator(argv[i])) {
            replay(entry.path());
            ++inputs;
        }
    }
    return inputs > 0 ? 0 : 1;
}
