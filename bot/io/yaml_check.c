/* yaml_check.c: a document against its schema, before libcyaml loads it.
 *
 * The schema is libcyaml's own, so that there is one description of a file. It is walked
 * here because libcyaml stops at "Unexpected key": a person wants the key they meant, and
 * what the place allows. The walk follows the schema, whose depth bounds it whatever the
 * document contains. */
#include "io/yaml_check.h"
#include "base/err.h"
#include "base/strbuf.h"
#include "base/text.h"
#include "io/yaml.h"

enum {
    CHOICES_MAX = 64, /* keys of a mapping, words of a choice */
    ALLOWED_MAX = 512,
};

/* Where the walk stands. */
struct spot {
    const struct yaml *yaml;
    yaml_node_t *node;
    size_t line;
    const char *path;
    struct error *err;
};

static bool check_value(const struct spot *spot, const cyaml_schema_value_t *schema);

static const char *scalar_of(const yaml_node_t *node) {
    return node->type == YAML_SCALAR_NODE ? (const char *)node->data.scalar.value : NULL;
}

/* "a, b or c" */
static void join(struct strbuf *out, const char *const *words) {
    for (size_t i = 0; words[i]; i++) {
        strbuf_addf(out, "%s%s", i == 0 ? "" : words[i + 1] ? ", " : " or ", words[i]);
    }
}

/* Refuses a word: with the nearest that is allowed, and all of them. */
static bool refuse(const struct spot *spot, const char *path, size_t line,
                   const char *complaint, const char *word, const char *const *allowed) {
    struct strbuf list;
    strbuf_init(&list, ALLOWED_MAX);
    join(&list, allowed);
    const char *near = text_nearest(word, allowed);
    if (near) {
        yaml_fail_at(spot->yaml, spot->err, line, path,
                     "%s; did you mean \"%s\"? Possible: %s", complaint, near, list.ptr);
    } else {
        yaml_fail_at(spot->yaml, spot->err, line, path, "%s; write %s", complaint,
                     list.ptr);
    }
    strbuf_free(&list);
    return false;
}

static const cyaml_schema_field_t *find_field(const cyaml_schema_field_t *fields,
                                              const char *key) {
    for (; fields->key; fields++) {
        if (text_equal(fields->key, key)) {
            return fields;
        }
    }
    return NULL;
}

static void join_path(char path[YAML_PATH_MAX], const char *parent, const char *key) {
    snprintf(path, YAML_PATH_MAX, "%s%s%s", parent, *parent != '\0' ? "." : "", key);
}

static bool refuse_key(const struct spot *spot, const char *path, size_t line,
                       const char *key, const cyaml_schema_field_t *fields) {
    const char *allowed[CHOICES_MAX + 1];
    size_t n = 0;
    for (; fields->key && n < CHOICES_MAX; fields++) {
        allowed[n++] = fields->key;
    }
    allowed[n] = NULL;
    return refuse(spot, path, line, "there is no such key", key, allowed);
}

static bool check_pair(const struct spot *spot, const yaml_node_pair_t *pair,
                       const cyaml_schema_field_t *fields) {
    yaml_document_t *document = yaml_document(spot->yaml);
    const yaml_node_t *name = yaml_document_get_node(document, pair->key);
    size_t line = name->start_mark.line + 1;
    const char *key = scalar_of(name);
    if (!key) {
        return yaml_fail_at(spot->yaml, spot->err, line, spot->path,
                            "a key must be a word");
    }
    char path[YAML_PATH_MAX];
    join_path(path, spot->path, key);
    for (const yaml_node_pair_t *other = spot->node->data.mapping.pairs.start;
         other < pair; other++) {
        const yaml_node_t *twin = yaml_document_get_node(document, other->key);
        if (text_equal(scalar_of(twin), key)) {
            return yaml_fail_at(spot->yaml, spot->err, line, path,
                                "is given twice; first on line %zu",
                                twin->start_mark.line + 1);
        }
    }
    const cyaml_schema_field_t *field = find_field(fields, key);
    if (!field) {
        return refuse_key(spot, path, line, key, fields);
    }
    const struct spot inner = {spot->yaml, yaml_document_get_node(document, pair->value),
                               line, path, spot->err};
    return check_value(&inner, &field->value);
}

static bool check_mapping(const struct spot *spot, const cyaml_schema_value_t *schema) {
    const cyaml_schema_field_t *fields = schema->mapping.fields;
    if (spot->node->type != YAML_MAPPING_NODE) {
        return yaml_fail_at(spot->yaml, spot->err, spot->line, spot->path,
                            "must have keys of its own (\"key: value\")");
    }
    for (const yaml_node_pair_t *pair = spot->node->data.mapping.pairs.start;
         pair < spot->node->data.mapping.pairs.top; pair++) {
        if (!check_pair(spot, pair, fields)) {
            return false;
        }
    }
    for (; fields->key; fields++) {
        char path[YAML_PATH_MAX];
        join_path(path, spot->path, fields->key);
        if (!(fields->value.flags & CYAML_FLAG_OPTIONAL) && !yaml_has(spot->yaml, path)) {
            return yaml_fail_at(spot->yaml, spot->err, spot->line, path, "is missing");
        }
    }
    return true;
}

/* Calls check_value for each entry of a list. */
static bool check_items(const struct spot *spot, const cyaml_schema_value_t *entry,
                        size_t min, size_t max) {
    if (spot->node->type != YAML_SEQUENCE_NODE) {
        return yaml_fail_at(spot->yaml, spot->err, spot->line, spot->path,
                            "must be a list: [a, b], or lines that begin with \"- \"");
    }
    const yaml_node_item_t *items = spot->node->data.sequence.items.start;
    size_t n = (size_t)(spot->node->data.sequence.items.top - items);
    if (n < min) {
        return yaml_fail_at(spot->yaml, spot->err, spot->line, spot->path,
                            "needs %zu %s at least", min, min == 1 ? "entry" : "entries");
    }
    if (n > max) {
        return yaml_fail_at(spot->yaml, spot->err, spot->line, spot->path,
                            "has %zu entries; at most %zu are possible", n, max);
    }
    for (size_t i = 0; i < n; i++) {
        char path[YAML_PATH_MAX];
        snprintf(path, sizeof(path), "%s[%zu]", spot->path, i);
        yaml_node_t *node = yaml_document_get_node(yaml_document(spot->yaml), items[i]);
        const struct spot inner = {spot->yaml, node, node->start_mark.line + 1, path,
                                   spot->err};
        if (!check_value(&inner, entry)) {
            return false;
        }
    }
    return true;
}

static bool check_word(const struct spot *spot, const char *word,
                       const cyaml_schema_value_t *schema) {
    const char *allowed[CHOICES_MAX + 1];
    char complaint[YAML_PATH_MAX];
    size_t n = 0;
    for (; n < schema->enumeration.count && n < CHOICES_MAX; n++) {
        allowed[n] = schema->enumeration.strings[n].str;
        if (text_equal(allowed[n], word)) {
            return true;
        }
    }
    allowed[n] = NULL;
    snprintf(complaint, sizeof(complaint), "\"%.60s\" is not possible", word);
    return refuse(spot, spot->path, spot->line, complaint, word, allowed);
}

static bool check_number(const struct spot *spot, const char *word) {
    if (*word != '\0' && strlen(word) <= 9 && word[strspn(word, "0123456789")] == '\0') {
        return true;
    }
    return yaml_fail_at(spot->yaml, spot->err, spot->line, spot->path,
                        "\"%.60s\" is not a whole number", word);
}

static bool check_text(const struct spot *spot, const char *text, size_t len,
                       const cyaml_schema_value_t *schema) {
    if (len < schema->string.min || strlen(text) < schema->string.min) {
        return yaml_fail_at(spot->yaml, spot->err, spot->line, spot->path,
                            "has no value; write one or leave the key out");
    }
    if (strlen(text) != len) {
        return yaml_fail_at(spot->yaml, spot->err, spot->line, spot->path,
                            "must not contain a NUL character");
    }
    if (len > schema->string.max) {
        return yaml_fail_at(spot->yaml, spot->err, spot->line, spot->path,
                            "is %zu bytes long; at most %lu are possible", len,
                            (unsigned long)schema->string.max);
    }
    return true;
}

static bool check_scalar(const struct spot *spot, const cyaml_schema_value_t *schema) {
    static const char *const booleans[] = {"true", "false", NULL};
    const char *text = scalar_of(spot->node);
    if (!text) {
        return yaml_fail_at(spot->yaml, spot->err, spot->line, spot->path,
                            "must be a single value, not a %s",
                            spot->node->type == YAML_SEQUENCE_NODE ? "list" : "mapping");
    }
    char complaint[YAML_PATH_MAX];
    switch (schema->type) {
    case CYAML_INT:
    case CYAML_UINT:
        return check_number(spot, text);
    case CYAML_BOOL:
        snprintf(complaint, sizeof(complaint), "\"%.60s\" is not possible", text);
        return text_in(text, booleans) ||
               refuse(spot, spot->path, spot->line, complaint, text, booleans);
    case CYAML_ENUM:
        return check_word(spot, text, schema);
    default:
        return check_text(spot, text, spot->node->data.scalar.length, schema);
    }
}

static bool check_value(const struct spot *spot, const cyaml_schema_value_t *schema) {
    cyaml_schema_value_t word = *schema;
    switch (schema->type) {
    case CYAML_IGNORE:
        return true; /* of two shapes: its reader checks it */
    case CYAML_MAPPING:
        return check_mapping(spot, schema);
    case CYAML_SEQUENCE:
        return check_items(spot, schema->sequence.entry, schema->sequence.min,
                           schema->sequence.max);
    case CYAML_FLAGS:
        word.type = CYAML_ENUM;
        return check_items(spot, &word, 1, schema->enumeration.count);
    default:
        return check_scalar(spot, schema);
    }
}

bool yaml_check(const struct yaml *yaml, const cyaml_schema_value_t *schema,
                struct error *err) {
    const struct yaml_place root = yaml_find(yaml, "");
    const struct spot spot = {yaml, root.node, root.line, "", err};
    return check_value(&spot, schema);
}
