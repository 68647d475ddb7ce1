// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/endpoint_list.h"

#include <algorithm>
#include <utility>

namespace fusebox::app {

using namespace health;

namespace {

struct Editor
{
    std::vector<settings::EndpointConfig> &endpoints;

    [[nodiscard]] auto find(const settings::EndpointId &id) const
    {
        return std::find_if(endpoints.begin(), endpoints.end(), [&id](const auto &e) { return e.id == id; });
    }

    bool operator()(const AddEndpoint &add) const
    {
        if (find(add.config.id) != endpoints.end())
            return false;
        endpoints.push_back(add.config);
        return true;
    }
    bool operator()(const EditEndpoint &edit) const
    {
        const auto endpoint = find(edit.config.id);
        return endpoint != endpoints.end() && std::exchange(*endpoint, edit.config) != edit.config;
    }
    bool operator()(const RemoveEndpoint &remove) const
    {
        const auto endpoint = find(remove.id);
        if (endpoint == endpoints.end())
            return false;
        endpoints.erase(endpoint);
        return true;
    }
    bool operator()(const SetPaused &pause) const
    {
        const auto endpoint = find(pause.id);
        return endpoint != endpoints.end() && std::exchange(endpoint->paused, pause.paused) != pause.paused;
    }
    /// CheckNow, ResetCircuit and the like act on the moment, not on the configuration.
    template <typename Act>
    bool operator()(const Act &) const
    {
        return false;
    }
};

} // namespace

bool applyTo(std::vector<settings::EndpointConfig> &endpoints, const Command &command)
{
    return std::visit(Editor{endpoints}, command);
}

} // namespace fusebox::app
