/* yaml.c: reading a document, finding a value by its path, saying what is wrong with it.
 *
 * libcyaml's own errors come as log lines (what happened, then a backtrace with lines and
 * columns); they are caught here and never reach a stream. Most mistakes are found before
 * by yaml_check(), which can name the key and what is allowed. */
#include "io/yaml.h"
#include "base/err.h"
#include "base/mem.h"
#include "io/yaml_check.h"
#include <stdarg.h>

struct yaml {
    const char *file; /* borrowed from the caller of yaml_open() */
    yaml_document_t document;
    const cyaml_schema_value_t *schema;
    cyaml_data_t *data;
};

enum {
    NESTING_MAX = 32, /* the deepest place that a schema knows is at 7 */
};

/* First error that libcyaml logged and the innermost line of its backtrace. */
struct caught {
    char text[256];
    size_t line;
};

static bool fail_va(const struct yaml *yaml, struct error *err, size_t line,
                    const char *path, const char *format, va_list args)
    __attribute__((format(printf, 5, 0)));
static bool fail_va(const struct yaml *yaml, struct error *err, size_t line,
                    const char *path, const char *format, va_list args) {
    char text[sizeof(err->text)];
    vsnprintf(text, sizeof(text), format, args);
    err_set(err, ERR_INVALID, "%s:%zu: %s%s%s", yaml->file, line, path,
            *path != '\0' ? ": " : "", text);
    /* A quoted scalar can hold escape sequences; they must not reach a terminal. */
    for (char *c = err ? err->text : text; *c != '\0'; c++) {
        if ((unsigned char)*c < ' ' || *c == '\x7f') {
            *c = '?';
        }
    }
    return false;
}

bool yaml_fail_at(const struct yaml *yaml, struct error *err, size_t line,
                  const char *path, const char *format, ...) {
    va_list args;
    va_start(args, format);
    fail_va(yaml, err, line, path, format, args);
    va_end(args);
    return false;
}

bool yaml_fail(const struct yaml *yaml, struct error *err, const char *path,
               const char *format, ...) {
    va_list args;
    va_start(args, format);
    fail_va(yaml, err, yaml_find(yaml, path).line, path, format, args);
    va_end(args);
    return false;
}

yaml_document_t *yaml_document(const struct yaml *yaml) {
    return (yaml_document_t *)&yaml->document; /* libyaml's readers take it unqualified */
}

static struct yaml_place find_key(const struct yaml *yaml, struct yaml_place place,
                                  const char *key, size_t len) {
    yaml_document_t *document = yaml_document(yaml);
    if (place.node->type != YAML_MAPPING_NODE) {
        return (struct yaml_place){NULL, place.line};
    }
    for (yaml_node_pair_t *pair = place.node->data.mapping.pairs.start;
         pair < place.node->data.mapping.pairs.top; pair++) {
        yaml_node_t *name = yaml_document_get_node(document, pair->key);
        if (name->type == YAML_SCALAR_NODE && name->data.scalar.length == len &&
            memcmp(name->data.scalar.value, key, len) == 0) {
            return (struct yaml_place){yaml_document_get_node(document, pair->value),
                                       name->start_mark.line + 1};
        }
    }
    return (struct yaml_place){NULL, place.line};
}

static struct yaml_place find_item(const struct yaml *yaml, struct yaml_place place,
                                   size_t i) {
    if (place.node->type != YAML_SEQUENCE_NODE ||
        i >= (size_t)(place.node->data.sequence.items.top -
                      place.node->data.sequence.items.start)) {
        return (struct yaml_place){NULL, place.line};
    }
    yaml_node_t *node = yaml_document_get_node(yaml_document(yaml),
                                               place.node->data.sequence.items.start[i]);
    return (struct yaml_place){node, node->start_mark.line + 1};
}

struct yaml_place yaml_find(const struct yaml *yaml, const char *path) {
    struct yaml_place place = {yaml_document_get_root_node(yaml_document(yaml)), 1};
    while (*path != '\0' && place.node) {
        if (*path == '[') {
            char *end;
            place = find_item(yaml, place, strtoul(path + 1, &end, 10));
            path = *end == ']' ? end + 1 : end;
            continue;
        }
        path += *path == '.';
        size_t len = strcspn(path, ".[");
        place = find_key(yaml, place, path, len);
        path += len;
    }
    return place;
}

bool yaml_has(const struct yaml *yaml, const char *path) {
    return yaml_find(yaml, path).node != NULL;
}

size_t yaml_count(const struct yaml *yaml, const char *path) {
    const yaml_node_t *node = yaml_find(yaml, path).node;
    if (!node || node->type == YAML_MAPPING_NODE) {
        return 0;
    }
    if (node->type == YAML_SCALAR_NODE) {
        return 1;
    }
    return (size_t)(node->data.sequence.items.top - node->data.sequence.items.start);
}

const char *yaml_scalar(const struct yaml *yaml, const char *path, size_t i) {
    struct yaml_place place = yaml_find(yaml, path);
    if (place.node && place.node->type == YAML_SEQUENCE_NODE) {
        place = find_item(yaml, place, i);
    } else if (i > 0) {
        return NULL;
    }
    if (!place.node || place.node->type != YAML_SCALAR_NODE) {
        return NULL;
    }
    return (const char *)place.node->data.scalar.value;
}

const void *yaml_data(const struct yaml *yaml) {
    return yaml->data;
}

static void catch_log(cyaml_log_t level, void *ctx, const char *format, va_list args)
    __attribute__((format(printf, 3, 0)));
static void catch_log(cyaml_log_t level, void *ctx, const char *format, va_list args) {
    struct caught *caught = ctx;
    static const char mark[] = "(line: ";
    char text[sizeof(caught->text)];
    if (level < CYAML_LOG_ERROR) {
        return;
    }
    vsnprintf(text, sizeof(text), format, args);
    const char *line = strstr(text, mark);
    if (caught->text[0] == '\0') {
        const char *what = strchr(text, ' '); /* "Load: ..." */
        snprintf(caught->text, sizeof(caught->text), "%s", what ? what + 1 : text);
        caught->text[strcspn(caught->text, "\n")] = '\0';
    } else if (caught->line == 0 && line) {
        caught->line = strtoul(line + strlen(mark), NULL, 10);
    }
}

static const cyaml_config_t settings = {
    .log_fn = catch_log,
    .mem_fn = cyaml_mem,
    .log_level = CYAML_LOG_ERROR,
    .flags =
        CYAML_CFG_NO_ALIAS, /* a value is where it is used, and cannot contain itself */
};

static bool load(struct yaml *yaml, const char *text, size_t len, struct error *err) {
    struct caught caught = {{0}, 0};
    cyaml_config_t config = settings;
    config.log_ctx = &caught;
    cyaml_err_t result = cyaml_load_data((const uint8_t *)text, len, &config,
                                         yaml->schema, &yaml->data, NULL);
    if (result == CYAML_OK) {
        return true;
    }
    yaml->data = NULL;
    size_t line = caught.line != 0 ? caught.line : 1;
    if (result == CYAML_ERR_ALIAS) {
        return yaml_fail_at(yaml, err, line, "",
                            "aliases (*name) are not accepted; write the value out");
    }
    return yaml_fail_at(yaml, err, line, "", "%s",
                        caught.text[0] != '\0' ? caught.text : cyaml_strerror(result));
}

/* What nests deeper than anything that is meant is refused before a tree is built of it:
 * libyaml takes a time that grows with the square of the depth, and nobody waits for half
 * a minute to learn of a key that sticks. */
static bool shallow(const struct yaml *yaml, const char *text, size_t len,
                    struct error *err) {
    yaml_parser_t parser;
    yaml_event_t event;
    int depth = 0;
    size_t line = 0;
    if (!yaml_parser_initialize(&parser)) {
        abort(); /* libyaml: out of memory */
    }
    yaml_parser_set_input_string(&parser, (const unsigned char *)text, len);
    yaml_event_type_t type = YAML_NO_EVENT;
    while (depth <= NESTING_MAX && type != YAML_STREAM_END_EVENT &&
           yaml_parser_parse(&parser, &event)) {
        type = event.type;
        line = event.start_mark.line + 1;
        depth += type == YAML_SEQUENCE_START_EVENT || type == YAML_MAPPING_START_EVENT;
        depth -= type == YAML_SEQUENCE_END_EVENT || type == YAML_MAPPING_END_EVENT;
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser); /* an error of the syntax: compose() tells */
    return depth <= NESTING_MAX ||
           yaml_fail_at(yaml, err, line, "", "nests deeper than %d", NESTING_MAX);
}

static bool compose(struct yaml *yaml, const char *text, size_t len, struct error *err) {
    yaml_parser_t parser;
    yaml_document_t second;
    bool done = false;
    if (!yaml_parser_initialize(&parser)) {
        abort(); /* libyaml: out of memory */
    }
    yaml_parser_set_input_string(&parser, (const unsigned char *)text, len);
    if (!yaml_parser_load(&parser, &yaml->document)) {
        goto bad;
    }
    if (yaml_document_get_root_node(&yaml->document)) {
        if (!yaml_parser_load(&parser, &second)) {
            yaml_document_delete(&yaml->document);
            goto bad;
        }
        yaml_node_t *root = yaml_document_get_root_node(&second);
        done = !root || yaml_fail_at(yaml, err, root->start_mark.line + 1, "",
                                     "a second document begins; only one is read");
        yaml_document_delete(&second);
        if (!done) {
            yaml_document_delete(&yaml->document);
        }
    } else {
        done = true;
    }
    yaml_parser_delete(&parser);
    return done;
bad:
    yaml_fail_at(yaml, err, parser.problem_mark.line + 1, "", "this is not YAML: %s%s%s",
                 parser.context ? parser.context : "", parser.context ? ", " : "",
                 parser.problem ? parser.problem : "unreadable");
    yaml_parser_delete(&parser);
    return false;
}

struct yaml *yaml_open(const char *text, size_t len, const char *file,
                       const cyaml_schema_value_t *schema, struct error *err) {
    struct yaml *yaml = mem_new(sizeof(*yaml));
    yaml->file = file;
    yaml->schema = schema;
    if (!shallow(yaml, text, len, err) || !compose(yaml, text, len, err)) {
        free(yaml);
        return NULL;
    }
    if (!yaml_document_get_root_node(&yaml->document)) {
        return yaml;
    }
    if (yaml_check(yaml, schema, err) && load(yaml, text, len, err)) {
        return yaml;
    }
    yaml_close(yaml);
    return NULL;
}

void yaml_close(struct yaml *yaml) {
    if (!yaml) {
        return;
    }
    if (yaml->data) {
        cyaml_free(&settings, yaml->schema, yaml->data, 0);
    }
    yaml_document_delete(&yaml->document);
    free(yaml);
}
