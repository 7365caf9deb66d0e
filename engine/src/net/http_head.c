/* SPDX-License-Identifier: Apache-2.0 */
#include "net/http_head.h"

#include <strings.h>

struct fields {
    unsigned lengths;
    unsigned encodings;
    unsigned hosts;
    uint64_t len;
    bool is_number;  /* the length */
    bool is_chunked; /* the encoding */
    bool is_clean;
};

static bool is_one_of(char byte, const char *bytes)
{
    return byte != '\0' && strchr(bytes, byte) != NULL;
}

/* RFC 9110, 5.6.2. A name with a space before its colon is none. */
static bool is_token(const char *text)
{
    for (const char *c = text; *c != '\0'; c++) {
        if ((*c < '0' || *c > '9') && (*c < 'A' || *c > 'Z') && (*c < 'a' || *c > 'z') &&
            !is_one_of(*c, "!#$%&'*+-.^_`|~")) {
            return false;
        }
    }
    return *text != '\0';
}

/* No control characters but tabs: a carriage return alone ends a line for some. */
static bool is_value(const char *text)
{
    for (const char *c = text; *c != '\0'; c++) {
        if (((unsigned char)*c < ' ' && *c != '\t') || *c == '\x7f') {
            return false;
        }
    }
    return true;
}

static bool is_target(struct writ_str target)
{
    for (size_t i = 0; i < target.len; i++) {
        if ((unsigned char)target.ptr[i] <= ' ' || target.ptr[i] == '\x7f') {
            return false;
        }
    }
    return target.len > 0;
}

static enum MHD_Result look_at(void *ctx, enum MHD_ValueKind kind, const char *name,
                               const char *value)
{
    struct fields *fields = ctx;

    (void)kind;
    value = value == NULL ? "" : value;
    if (strcasecmp(name, MHD_HTTP_HEADER_CONTENT_LENGTH) == 0) {
        fields->lengths++;
        fields->is_number = writ_str_to_u64(writ_str_from(value), &fields->len);
    } else if (strcasecmp(name, MHD_HTTP_HEADER_TRANSFER_ENCODING) == 0) {
        fields->encodings++;
        fields->is_chunked = strcasecmp(value, "chunked") == 0;
    } else if (strcasecmp(name, MHD_HTTP_HEADER_HOST) == 0) {
        fields->hosts++;
    }
    fields->is_clean = fields->is_clean && is_token(name) && is_value(value);
    return MHD_YES;
}

static struct writ_http_refusal bad_request(struct writ_str reason)
{
    return (struct writ_http_refusal){MHD_HTTP_BAD_REQUEST, reason};
}

/* Two framings, or one that not everybody knows, are how requests are smuggled past a proxy. */
static bool is_framed_once(const struct fields *fields, bool is_old)
{
    return fields->lengths + fields->encodings <= 1 && fields->is_number &&
           (fields->encodings == 0 || (fields->is_chunked && !is_old));
}

struct writ_http_refusal writ_http_check_head(struct MHD_Connection *connection,
                                              const struct writ_http_head *head,
                                              const struct writ_http_options *options)
{
    const union MHD_ConnectionInfo *size =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    const bool is_old = strcmp(head->version, "HTTP/1.0") == 0;
    struct fields fields = {.is_number = true, .is_clean = true};

    (void)MHD_get_connection_values(connection, MHD_HEADER_KIND, look_at, &fields);
    if (size == NULL || size->header_size > options->header_max) {
        return (struct writ_http_refusal){MHD_HTTP_REQUEST_HEADER_FIELDS_TOO_LARGE,
                                          WRIT_LIT("the head is too large\n")};
    }
    if (!is_token(head->method) || !is_target(head->target) || !fields.is_clean) {
        return bad_request(WRIT_LIT("there is a byte in the head that does not belong there\n"));
    }
    if (fields.hosts > 1 || (fields.hosts == 0 && !is_old)) {
        return bad_request(WRIT_LIT("there is to be one host\n"));
    }
    if (!is_framed_once(&fields, is_old)) {
        return bad_request(WRIT_LIT("the length of the body is ambiguous\n"));
    }
    if (fields.len > options->body_max) {
        return (struct writ_http_refusal){MHD_HTTP_CONTENT_TOO_LARGE,
                                          WRIT_LIT("the body is too large\n")};
    }
    return (struct writ_http_refusal){0, WRIT_LIT("")};
}

static struct writ_str after_scheme(struct writ_str target)
{
    static const char *const schemes[] = {"http://", "https://"};

    for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
        const size_t len = strlen(schemes[i]);

        if (target.len >= len && strncasecmp(target.ptr, schemes[i], len) == 0) {
            return writ_str_cut(target, len, target.len);
        }
    }
    return (struct writ_str){NULL, 0};
}

struct writ_str writ_http_origin_form(struct writ_str target)
{
    const struct writ_str rest = after_scheme(target);
    const size_t slash = writ_str_find(rest, '/');
    const size_t mark = writ_str_find(rest, '?');

    return rest.ptr == NULL ? target : writ_str_cut(rest, slash < mark ? slash : mark, rest.len);
}
