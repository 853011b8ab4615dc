/* test_snapshot.c: a state survives being stored, and is copied whole. */
#include "snapshot.h"

#include "core/entry_kinds.h"
#include "core/incident_fields.h"
#include "core/incident_json.h"

/* ---- random timelines ------------------------------------------------------------ */

static void round_trip(void **state) {
    enum { SEEDS = 40, ENTRIES = 150 };

    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct timeline *timeline = timeline_at_random(seed, ENTRIES);
        size_t k = 1 + timeline_random(timeline, ENTRIES - 1);
        struct incident *all = timeline_state(timeline, ENTRIES);
        struct incident *part = timeline_state(timeline, k);
        json_t *snapshot = stored_again(part);
        struct incident *read = incident_from_json(snapshot);

        assert_non_null(read);
        assert_same(part, read, "read back", seed);
        timeline_fold(timeline, k, ENTRIES, read);
        assert_same(all, read, "folded on", seed);
        json_decref(snapshot);
        incident_free(all);
        incident_free(part);
        incident_free(read);
        timeline_free(timeline);
    }
}

static void clone_is_whole_and_apart(void **state) {
    enum { ENTRIES = 120 };

    (void)state;
    for (uint64_t seed = 100; seed < 120; seed++) {
        struct timeline *timeline = timeline_at_random(seed, ENTRIES);
        struct incident *before = timeline_state(timeline, ENTRIES / 2);
        struct incident *again = timeline_state(timeline, ENTRIES / 2);
        struct incident *clone;

        before->chain = "c0ffee";
        clone = incident_clone(before);
        assert_string_equal(clone->chain, "c0ffee");
        assert_ptr_not_equal(clone->chain, before->chain);
        assert_same(before, clone, "clone", seed);
        timeline_fold(timeline, ENTRIES / 2, ENTRIES, clone);
        assert_same(again, before, "cloned from", seed);
        incident_free(before); /* the clone needs nothing of it */
        before = timeline_state(timeline, ENTRIES);
        assert_same(before, clone, "clone folded on", seed);
        incident_free(before);
        incident_free(again);
        incident_free(clone);
        timeline_free(timeline);
    }
}

/* ---- the tables ------------------------------------------------------------------ */

static void cover(unsigned char *seen, size_t offset, size_t size) {
    for (size_t i = 0; i < size; i++) {
        assert_int_equal(seen[offset + i], 0); /* no byte has two descriptions */
        seen[offset + i] = 1;
    }
}

static size_t field_size(enum field_type type) {
    switch (type) {
    case FIELD_STRING:
    case FIELD_OPTIONAL:
        return sizeof(char *);
    case FIELD_NUMBER:
        return sizeof(int64_t);
    case FIELD_INT:
        return sizeof(int);
    case FIELD_BOOL:
        break;
    }
    return sizeof(bool);
}

/* Every word of the struct must belong to a member that a table names. (A flag that
 * shares its word with others escapes this.) */
static void no_word_forgotten(const unsigned char *seen, size_t size, const char *what) {
    for (size_t word = 0; word < size; word += sizeof(void *)) {
        bool named = false;

        for (size_t i = word; i < size && i < word + sizeof(void *); i++) {
            named = named || seen[i] != 0;
        }
        if (!named) {
            fail_msg("the member of %s at offset %zu is in no table", what, word);
        }
    }
}

static void every_member_is_in_a_table(void **state) {
    static unsigned char seen[sizeof(struct incident)];

    (void)state;
    cover(seen, offsetof(struct incident, arena), sizeof(struct arena *));
    cover(seen, offsetof(struct incident, chain), sizeof(char *));
    for (size_t i = 0; i < incident_fields.nfields; i++) {
        const struct field *field = &incident_fields.fields[i];

        cover(seen, field->offset, field_size(field->type));
    }
    for (size_t i = 0; i < incident_fields.nlists; i++) {
        const struct field_list *list = &incident_fields.lists[i];
        unsigned char row[64] = {0};

        assert_true(list->row <= sizeof row);
        cover(seen, list->offset, list->apart ? sizeof(void *) : list->max * list->row);
        cover(seen, list->count_offset, sizeof(size_t));
        for (size_t c = 0; c < list->ncolumns; c++) {
            cover(row, list->columns[c].offset, field_size(list->columns[c].type));
        }
        no_word_forgotten(row, list->row, list->key);
    }
    no_word_forgotten(seen, sizeof seen, "struct incident");
}

static void keys_are_unique(void **state) {
    json_t *keys = json_object();
    size_t n = 0;

    (void)state;
    for (size_t i = 0; i < incident_fields.nfields; i++, n++) {
        json_object_set_new(keys, incident_fields.fields[i].key, json_true());
    }
    for (size_t i = 0; i < incident_fields.nlists; i++, n++) {
        json_object_set_new(keys, incident_fields.lists[i].key, json_true());
    }
    assert_int_equal(json_object_size(keys), n);
    assert_null(json_object_get(keys, "fold"));
    json_decref(keys);
}

static void every_kind_is_folded(void **state) {
    (void)state;
    for (size_t i = 1; i < entry_kinds.n; i++) {
        struct timeline *timeline = timeline_new(2);
        struct incident *incident;

        timeline_write(timeline, 0, "a:b", KIND_OPENED, "{\"severity\":1}", NULL);
        timeline_write(timeline, 1, "a:b", entry_kinds.list[i].name, NULL, NULL);
        incident = timeline_state(timeline, 2);
        if (incident->read_only) {
            fail_msg("%s has no row in fold.c", entry_kinds.list[i].name);
        }
        incident_free(incident);
        timeline_free(timeline);
    }
}

/* ---- what is no snapshot --------------------------------------------------------- */

static void refused_snapshots(void **state) {
    static const struct {
        const char *key, *value; /* JSON; NULL: the key is taken away */
        bool ok;
    } cases[] = {
        {"summary", "\"other\"", true},
        {"fold", "1", false},
        {"fold", "3", false},
        {"fold", "\"2\"", false},
        {"fold", NULL, false},
        {"id", NULL, false},
        {"id", "7", false},
        {"version", NULL, false},
        {"version", "-1", false},
        {"version", "1.5", false},
        {"surplus", "1", false},
        {"severity", "4294967297", false},
        {"closed", "1", false},
        {"summary", "null", false},
        {"roles", "{}", false},
        {"roles", "[[\"commander\",\"a:b\"]]", false},
        {"roles", "[[\"commander\",\"a:b\",1,1]]", false},
        {"roles", "[[\"commander\",null,1]]", false},
        {"roles", "[[\"commander\",\"a:b\",1]]", true},
        {"actions", "[[1,\"t\",null,0,1]]", true},
        {"actions", "[[1,null,null,0,1]]", false},
        {"services", "[\"a\",[\"b\"]]", false},
        {"services", "[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17]", false},
        {"places",
         "[[\"a\",null,true],[\"b\",null,true],[\"c\",null,true],[\"d\",null,true],"
         "[\"e\",null,true],[\"f\",null,true],[\"g\",null,true],[\"h\",null,true],"
         "[\"i\",null,true]]",
         false},
    };
    struct timeline *timeline = timeline_new(1);
    struct incident *incident;

    (void)state;
    timeline_write(timeline, 0, "a:b", KIND_OPENED, "{\"severity\":1}",
                   "{\"summary\":\"s\"}");
    incident = timeline_state(timeline, 1);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        json_t *json = stored_again(incident);
        struct incident *read;

        if (cases[i].value == NULL) {
            json_object_del(json, cases[i].key);
        } else {
            json_object_set(json, cases[i].key, timeline_json(timeline, cases[i].value));
        }
        read = incident_from_json(json);
        if ((read != NULL) != cases[i].ok) {
            fail_msg("%s: %s", cases[i].key, cases[i].value);
        }
        incident_free(read);
        json_decref(json);
    }
    assert_null(incident_from_json(NULL));
    incident_free(incident);
    timeline_free(timeline);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(round_trip),
        cmocka_unit_test(clone_is_whole_and_apart),
        cmocka_unit_test(every_member_is_in_a_table),
        cmocka_unit_test(keys_are_unique),
        cmocka_unit_test(every_kind_is_folded),
        cmocka_unit_test(refused_snapshots),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
