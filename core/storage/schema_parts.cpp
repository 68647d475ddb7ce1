// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/schema_parts.h"

#include <QJsonArray>
#include <QJsonDocument>

#include "core/probe/contract/schemes.h"

namespace fusebox::storage {

using namespace Qt::StringLiterals;

namespace {

// clang-format off
/// What values look like, by their shapes and by what those are made of.
constexpr const char *definitions = R"json({
  "basic": {"additionalProperties": false, "properties": {"password": {"allOf": [{"$ref": "#/definitions/secret"}], "description": "Goes with it."}, "user": {"allOf": [{"$ref": "#/definitions/text"}], "description": "Without a colon.", "maxLength": 256, "pattern": "^([$][{](secret|env|file):[^}]*[}]|[^:])*$"}}, "required": ["user"], "type": "object"},
  "bearer": {"allOf": [{"$ref": "#/definitions/secret"}, {"not": {"pattern": " ", "type": "string"}}]},
  "bytes": {"anyOf": [{"minLength": 1, "type": "string"}, {"additionalProperties": false, "properties": {"base64": {"pattern": "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{4}|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=|[A-Za-z0-9+/][AQgw]==)$", "type": "string"}}, "required": ["base64"], "type": "object"}], "description": "Text in UTF-8 with any characters (JSON's escapes: \"PING\\r\\n\"), or bytes in base64."},
  "close_codes": {"items": {"description": "RFC 6455, 7.4.", "maximum": 4999, "minimum": 1000, "type": "integer"}, "maxItems": 100, "type": "array"},
  "duration": {"description": "A number and a unit (ns, us, ms, s, m, h, d), more than zero: \"250ms\", \"5s\", \"1.5m\".", "pattern": "^(0*[1-9][0-9]*([.][0-9]+)?|0+[.]0*[1-9][0-9]*)(ns|us|ms|s|m|h|d)$", "type": "string"},
  "duration_or_zero": {"description": "A number and a unit (ns, us, ms, s, m, h, d): \"0s\", \"10s\", \"21d\".", "pattern": "^[0-9]+([.][0-9]+)?(ns|us|ms|s|m|h|d)$", "type": "string"},
  "error_class": {"description": "What went wrong; network: dns, refused, unreachable, reset and timeout.", "enum": ["dns", "refused", "unreachable", "reset", "tls", "timeout", "protocol", "http_status", "assertion", "exception", "network"], "type": "string"},
  "error_classes": {"description": "A list of them, and of HTTP statuses: 503, \"500-599\".", "items": {"anyOf": [{"$ref": "#/definitions/error_class"}, {"maximum": 999, "minimum": 100, "type": "integer"}, {"pattern": "^[1-9][0-9][0-9](-[1-9][0-9][0-9])?$", "type": "string"}]}, "maxItems": 100, "type": "array"},
  "file": {"anyOf": [{"allOf": [{"$ref": "#/definitions/text"}], "maxLength": 4096}, {"type": "null"}], "description": "A file's path; a relative one starts at the configuration's folder. null: none."},
  "header_expectations": {"items": {"additionalProperties": false, "not": {"required": ["equals", "contains"]}, "properties": {"contains": {"allOf": [{"$ref": "#/definitions/text"}], "description": "A part of it.", "maxLength": 4096}, "equals": {"allOf": [{"$ref": "#/definitions/text"}], "description": "The whole value.", "maxLength": 4096}, "name": {"$ref": "#/definitions/header_name"}}, "required": ["name"], "type": "object"}, "maxItems": 100, "type": "array"},
  "header_name": {"description": "A token (RFC 9110).", "maxLength": 256, "pattern": "^[A-Za-z0-9!#$%&'*+.\\^_`|~-]+$", "type": "string"},
  "headers": {"additionalProperties": {"$ref": "#/definitions/secret"}, "maxProperties": 100, "propertyNames": {"description": "A token (RFC 9110), but not what Fusebox writes itself.", "maxLength": 256, "not": {"pattern": "^([Cc][Oo][Nn][Nn][Ee][Cc][Tt][Ii][Oo][Nn]|[Cc][Oo][Nn][Tt][Ee][Nn][Tt]-[Ll][Ee][Nn][Gg][Tt][Hh]|[Ee][Xx][Pp][Ee][Cc][Tt]|[Kk][Ee][Ee][Pp]-[Aa][Ll][Ii][Vv][Ee]|[Pp][Rr][Oo][Xx][Yy]-[Cc][Oo][Nn][Nn][Ee][Cc][Tt][Ii][Oo][Nn]|[Tt][Ee]|[Tt][Rr][Aa][Ii][Ll][Ee][Rr]|[Tt][Rr][Aa][Nn][Ss][Ff][Ee][Rr]-[Ee][Nn][Cc][Oo][Dd][Ii][Nn][Gg]|[Uu][Pp][Gg][Rr][Aa][Dd][Ee]|[Hh][Tt][Tt][Pp]2-[Ss][Ee][Tt][Tt][Ii][Nn][Gg][Ss])$"}, "pattern": "^[A-Za-z0-9!#$%&'*+.\\^_`|~-]+$", "type": "string"}, "type": "object"},
  "json_expectations": {"items": {"additionalProperties": false, "maxProperties": 2, "minProperties": 2, "properties": {"differs": {"description": "Compared as JSON.", "type": ["number", "string", "boolean", "null"]}, "equals": {"description": "Compared as JSON.", "type": ["number", "string", "boolean", "null"]}, "greater": {"description": "Numbers compare.", "type": "number"}, "greater_or_equal": {"description": "Numbers compare.", "type": "number"}, "less": {"description": "Numbers compare.", "type": "number"}, "less_or_equal": {"description": "Numbers compare.", "type": "number"}, "pointer": {"description": "RFC 6901: \"/checks/0/status\".", "maxLength": 4096, "pattern": "^(/([^~/]|~[01])*)*$", "type": "string"}}, "required": ["pointer"], "type": "object"}, "maxItems": 100, "type": "array"},
  "keepalive_answers": {"items": {"additionalProperties": false, "oneOf": [{"required": ["equals"]}, {"required": ["matches"]}], "properties": {"equals": {"allOf": [{"$ref": "#/definitions/bytes"}], "description": "The whole message, at most 4096 bytes."}, "matches": {"allOf": [{"$ref": "#/definitions/text"}], "description": "A regular expression (PCRE) that is found in the message.", "maxLength": 4096}, "send": {"allOf": [{"$ref": "#/definitions/secret"}], "description": "The answer, a text message."}}, "required": ["send"], "type": "object"}, "maxItems": 100, "type": "array"},
  "method": {"maxLength": 32, "not": {"enum": ["CONNECT"]}, "pattern": "^[A-Za-z0-9!#$%&'*+.\\^_`|~-]+$", "type": "string"},
  "optional_duration": {"anyOf": [{"$ref": "#/definitions/duration"}, {"type": "null"}], "description": "A duration; null: no bound."},
  "pattern": {"allOf": [{"$ref": "#/definitions/text"}], "maxLength": 4096},
  "pin": {"pattern": "^([0-9A-Fa-f]{64}|[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){31})$", "type": "string"},
  "proxy_url": {"pattern": "^([^@]*[$][{](secret|env|file):[^}]+[}][^@]*|([Hh][Tt][Tt][Pp]|[Ss][Oo][Cc][Kk][Ss]5)://(\\[[0-9A-Fa-f:.]+(%25[0-9A-Za-z._~-]+)?\\]|[A-Za-z0-9_\u00a1-\udbff\udfff]([A-Za-z0-9_\u00a1-\udbff\udfff-]*[A-Za-z0-9_\u00a1-\udbff\udfff])?([.][A-Za-z0-9_\u00a1-\udbff\udfff]([A-Za-z0-9_\u00a1-\udbff\udfff-]*[A-Za-z0-9_\u00a1-\udbff\udfff])?)*[.]?):0*(6553[0-5]|655[0-2][0-9]|65[0-4][0-9][0-9]|6[0-4][0-9][0-9][0-9]|[1-5][0-9][0-9][0-9][0-9]|[1-9][0-9]?[0-9]?[0-9]?)/?)$", "type": "string"},
  "secret": {"anyOf": [{"allOf": [{"$ref": "#/definitions/text"}], "maxLength": 8192}, {"additionalProperties": false, "properties": {"env": {"description": "Name of an environment variable.", "pattern": "^[A-Za-z_][A-Za-z0-9_]{0,254}$", "type": "string"}}, "required": ["env"], "type": "object"}], "description": "Text, in which \"${secret:NAME}\", \"${env:NAME}\" and \"${file:PATH}\" are taken from the keyring, the environment and a file (\"$${\" is \"${\"); or {\"env\": \"NAME\"}, as \"${env:NAME}\"."},
  "short_duration": {"description": "As a duration, but at least 250ms.", "pattern": "^(0*([1-9][0-9]{9,}|[3-9][0-9]{8}|2[5-9][0-9]{7})([.][0-9]+)?ns|0*([1-9][0-9]{6,}|[3-9][0-9]{5}|2[5-9][0-9]{4})([.][0-9]+)?us|0*([1-9][0-9]{3,}|[3-9][0-9]{2}|2[5-9][0-9]{1})([.][0-9]+)?ms|(0*[1-9][0-9]*([.][0-9]+)?|0+[.]([3-9][0-9]*|2[5-9][0-9]*))s|(0*[1-9][0-9]*([.][0-9]+)?|0+[.]([1-9][0-9]*|0[1-9][0-9]*|00[5-9][0-9]*|004[2-9][0-9]*|0041[7-9][0-9]*|00416[7-9][0-9]*|004166[7-9][0-9]*|0041666[7-9][0-9]*|00416666[7-9][0-9]*|004166666[7-9][0-9]*))m|(0*[1-9][0-9]*([.][0-9]+)?|0+[.]([1-9][0-9]*|0[1-9][0-9]*|00[1-9][0-9]*|000[1-9][0-9]*|0000[7-9][0-9]*|000069[5-9][0-9]*|0000694[5-9][0-9]*|00006944[5-9][0-9]*|000069444[5-9][0-9]*|0000694444[5-9][0-9]*))h|(0*[1-9][0-9]*([.][0-9]+)?|0+[.]([1-9][0-9]*|0[1-9][0-9]*|00[1-9][0-9]*|000[1-9][0-9]*|0000[1-9][0-9]*|00000[3-9][0-9]*|0000029[0-9]*|00000289[4-9][0-9]*|000002893[6-9][0-9]*|0000028935[2-9][0-9]*))d)$", "type": "string"},
  "status_ranges": {"items": {"anyOf": [{"maximum": 999, "minimum": 100, "type": "integer"}, {"pattern": "^[1-9][0-9][0-9]-[1-9][0-9][0-9]$", "type": "string"}]}, "maxItems": 100, "minItems": 1, "type": "array"},
  "text": {"description": "On one line: without control, format or line-breaking characters.", "minLength": 1, "pattern": "^[ -~\u00a0-\u00ac\u00ae-\u05ff\u0606-\u061b\u061d-\u06dc\u06de-\u070e\u0710-\u088f\u0892-\u08e1\u08e3-\u180d\u180f-\u200a\u2010-\u2027\u202f-\u205f\u2065\u2070-\ud7ff\ue000-\ufefe\uff00-\ufff8\ufffc-\ud804\udcbc\ud804\udcbe-\ud804\udccc\ud804\udcce-\ud80d\udc2f\ud80d\udc39-\ud82f\udc9f\ud82f\udca4-\ud834\udd72\ud834\udd7b-\udb40\udc00\udb40\udc02-\udb40\udc1f\udb40\udc80-\udbff\udfff]+$", "type": "string"},
  "variables": {"additionalProperties": {"$ref": "#/definitions/secret"}, "maxProperties": 100, "propertyNames": {"description": "Of an environment variable.", "pattern": "^[A-Za-z_][A-Za-z0-9_]{0,254}$"}, "type": "object"}
})json";

/// What follows the scheme of a URL, in the order of UrlForm.
constexpr const char *urlForms = R"json([
  "://(\\[[0-9A-Fa-f:.]+(%25[0-9A-Za-z._~-]+)?\\]|[A-Za-z0-9_\u00a1-\udbff\udfff]([A-Za-z0-9_\u00a1-\udbff\udfff-]*[A-Za-z0-9_\u00a1-\udbff\udfff])?([.][A-Za-z0-9_\u00a1-\udbff\udfff]([A-Za-z0-9_\u00a1-\udbff\udfff-]*[A-Za-z0-9_\u00a1-\udbff\udfff])?)*[.]?)(:(0*(6553[0-5]|655[0-2][0-9]|65[0-4][0-9][0-9]|6[0-4][0-9][0-9][0-9]|[1-5][0-9][0-9][0-9][0-9]|[1-9][0-9]?[0-9]?[0-9]?))?)?([/?#]([ -~\u00a0-\u00ac\u00ae-\u05ff\u0606-\u061b\u061d-\u06dc\u06de-\u070e\u0710-\u088f\u0892-\u08e1\u08e3-\u180d\u180f-\u200a\u2010-\u2027\u202f-\u205f\u2065\u2070-\ud7ff\ue000-\ufefe\uff00-\ufff8\ufffc-\ud804\udcbc\ud804\udcbe-\ud804\udccc\ud804\udcce-\ud80d\udc2f\ud80d\udc39-\ud82f\udc9f\ud82f\udca4-\ud834\udd72\ud834\udd7b-\udb40\udc00\udb40\udc02-\udb40\udc1f\udb40\udc80-\udbff\udfff])*)?",
  "://(\\[[0-9A-Fa-f:.]+(%25[0-9A-Za-z._~-]+)?\\]|[A-Za-z0-9_\u00a1-\udbff\udfff]([A-Za-z0-9_\u00a1-\udbff\udfff-]*[A-Za-z0-9_\u00a1-\udbff\udfff])?([.][A-Za-z0-9_\u00a1-\udbff\udfff]([A-Za-z0-9_\u00a1-\udbff\udfff-]*[A-Za-z0-9_\u00a1-\udbff\udfff])?)*[.]?):0*(6553[0-5]|655[0-2][0-9]|65[0-4][0-9][0-9]|6[0-4][0-9][0-9][0-9]|[1-5][0-9][0-9][0-9][0-9]|[1-9][0-9]?[0-9]?[0-9]?)",
  "://((\\[[0-9A-Fa-f:.]+(%25[0-9A-Za-z._~-]+)?\\]|[A-Za-z0-9_\u00a1-\udbff\udfff]([A-Za-z0-9_\u00a1-\udbff\udfff-]*[A-Za-z0-9_\u00a1-\udbff\udfff])?([.][A-Za-z0-9_\u00a1-\udbff\udfff]([A-Za-z0-9_\u00a1-\udbff\udfff-]*[A-Za-z0-9_\u00a1-\udbff\udfff])?)*[.]?)(:(0*(6553[0-5]|655[0-2][0-9]|65[0-4][0-9][0-9]|6[0-4][0-9][0-9][0-9]|[1-5][0-9][0-9][0-9][0-9]|[1-9][0-9]?[0-9]?[0-9]?))?)?)?/([.]|([A-Za-z0-9_*\u00a1-\udbff\udfff-]|%2[Ff])+([.]([A-Za-z0-9_*\u00a1-\udbff\udfff-]|%2[Ff])+)*[.]?)([?]type=([Aa]|[Aa][Aa][Aa][Aa]|[Cc][Aa][Aa]|[Cc][Nn][Aa][Mm][Ee]|[Mm][Xx]|[Nn][Ss]|[Pp][Tt][Rr]|[Ss][Oo][Aa]|[Ss][Rr][Vv]|[Tt][Xx][Tt]))?",
  ":"
])json";

/// What the table of fields does not say, by the path of what it is about: how values depend on each other.
constexpr const char *extras = R"json({
  "": {"dependencies": {"names": {"allOf": [{"not": {"allOf": [{"properties": {"names": {"properties": {"family": {"enum": ["ipv6"]}}, "required": ["family"]}}}, {"properties": {"url": {"pattern": "://[0-9]+[.][0-9]+[.][0-9]+[.][0-9]+(:[0-9]*)?([/?#].*)?[ \\t\\n\\r]*$"}}}, {"not": {"properties": {"proxy": {"required": ["url"]}}, "required": ["proxy"]}}]}}, {"not": {"allOf": [{"properties": {"names": {"properties": {"family": {"enum": ["ipv4"]}}, "required": ["family"]}}}, {"properties": {"url": {"pattern": "://\\["}}}, {"not": {"properties": {"proxy": {"required": ["url"]}}, "required": ["proxy"]}}]}}]}, "dns": {"allOf": [{"anyOf": [{"not": {"properties": {"url": {"pattern": "^[^?]*([?]type=[Aa][ \\t\\n\\r]*)?$"}}}}, {"properties": {"dns": {"properties": {"expect": {"items": {"pattern": "^[^:]*$"}}}}}}]}, {"anyOf": [{"not": {"properties": {"url": {"pattern": "[?]type=[Aa][Aa][Aa][Aa][ \\t\\n\\r]*$"}}}}, {"properties": {"dns": {"properties": {"expect": {"items": {"pattern": ":"}}}}}}]}]}}},
  "dns": {"not": {"properties": {"expect": {"minItems": 1}, "no_such_name": {"enum": [true]}}, "required": ["expect", "no_such_name"]}},
  "http": {"dependencies": {"body": {"properties": {"method": {"not": {"enum": ["TRACE"]}}}}, "expect": {"anyOf": [{"not": {"properties": {"method": {"enum": ["HEAD"]}}, "required": ["method"]}}, {"properties": {"expect": {"not": {"anyOf": [{"required": ["body_contains"]}, {"required": ["body_matches"]}, {"properties": {"json": {"minItems": 1}}, "required": ["json"]}]}}}}]}}, "not": {"required": ["basic", "bearer"]}},
  "proxy": {"dependencies": {"password": ["user"], "user": ["url"]}},
  "tls": {"dependencies": {"client_key": ["client_certificate"]}},
  "websocket": {"not": {"required": ["basic", "bearer"]}},
  "websocket/headers": {"additionalProperties": {"$ref": "#/definitions/secret"}, "propertyNames": {"allOf": [{"$ref": "#/definitions/headers/propertyNames"}], "description": "As in http; nor Host, Upgrade or Sec-WebSocket-...", "not": {"pattern": "^([Hh][Oo][Ss][Tt]|[Uu][Pp][Gg][Rr][Aa][Dd][Ee]|[Ss][Ee][Cc]-[Ww][Ee][Bb][Ss][Oo][Cc][Kk][Ee][Tt]-.*)$"}}},
  "websocket/subprotocols": {"items": {"description": "A token (RFC 9110).", "maxLength": 256, "pattern": "^[A-Za-z0-9!#$%&'*+.\\^_`|~-]+$", "type": "string"}}
})json";
// clang-format on

QJsonObject read(const char *json)
{
    return QJsonDocument::fromJson(json).object();
}

/// Of any scheme that is watched, each followed by what its form is.
QJsonObject schemaOfUrls()
{
    const QJsonArray forms = QJsonDocument::fromJson(urlForms).array();
    QStringList urls;
    for (const probe::Scheme &scheme : probe::Schemes)
        urls << anyCase(scheme.name) + forms[static_cast<int>(scheme.form)].toString();
    const QString blanks = u"[ \\t\\n\\r]*"_s;
    return {{u"description"_s, u"Of one of the schemes that are watched; no user or password."_s},
            {u"type"_s, u"string"_s},
            {u"pattern"_s, u'^' + blanks + u'(' + urls.join(u'|') + u')' + blanks + u'$'}};
}

} // namespace

QString anyCase(QLatin1StringView word)
{
    QString pattern;
    for (const QChar c : QString(word))
        pattern += u'[' + c.toUpper() + c + u']';
    return pattern;
}

QJsonObject schemaDefinitions()
{
    QJsonObject all = read(definitions);
    all[u"url"_s] = schemaOfUrls();
    return all;
}

QJsonObject schemaExtras()
{
    return read(extras);
}

} // namespace fusebox::storage
