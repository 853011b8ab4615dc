/* test_fold.c: what each kind of entry does to a state. */
#include "fold_case.h"

/* ---- its life -------------------------------------------------------------------- */

static void life(void **state) {
    static const struct fold_case cases[] = {
        {"opened",
         {{0}},
         "{\"id\":\"INC-2025-09-29-001\",\"version\":1,\"at\":@10,\"severity\":2,"
         "\"services\":[\"web\",\"api\"],\"type\":\"outage\",\"env\":\"prod\","
         "\"phase\":\"detection\",\"summary\":\"Cards are refused\",\"policy\":"
         "\"default\",\"opened_in\":\"console:#general\",\"declarer\":\"console:ana\","
         "\"responders\":[\"console:ana\"],\"opened\":@10,\"detected_at\":@4,"
         "\"logged_at\":@10,\"cadence_base\":@10,\"cadence_changed\":@10,"
         "\"anchor_opened\":@10,\"anchor_detected\":@4,\"anchor_resolved\":null,"
         "\"down_since\":@4,\"closed\":null,\"near_miss\":null,\"restricted\":null,"
         "\"acknowledged_at\":null,\"read_only\":null}"},
        {"acknowledged once",
         {{11, KIND_ACKNOWLEDGED, NULL, NULL}, {12, KIND_ACKNOWLEDGED, NULL, NULL}},
         "{\"acknowledged_at\":@11}"},
        {"contained, and mitigated for a while, then for good",
         {{11, KIND_CONTAINED, NULL, NULL},
          {12, KIND_MITIGATED, "{\"temporary\":true}", NULL},
          {13, KIND_MITIGATED, "{\"temporary\":false}", NULL},
          {14, KIND_MITIGATION, "{\"number\":1,\"state\":\"removed\"}", NULL}},
         "{\"contained_at\":@11,\"mitigated_at\":@12,\"temporary_mitigation\":null}"},
        {"mitigated until none stands, and again",
         {{12, KIND_MITIGATED, "{\"number\":1}", "{\"note\":\"second pool\"}"},
          {13, KIND_MITIGATED, "{\"number\":2}", "{\"note\":\"cache off\"}"},
          {14, KIND_MITIGATION, "{\"number\":1,\"state\":\"failed\"}", NULL},
          {15, KIND_MITIGATION, "{\"number\":2,\"state\":\"removed\"}", NULL}},
         "{\"mitigated_at\":null,\"anchor_mitigated\":null,\"mitigations_made\":2,"
         "\"mitigations\":[[1,\"second pool\",\"failed\",false,@14],"
         "[2,\"cache off\",\"removed\",false,@15]]}"},
        {"mitigated by one that was given up too early",
         {{12, KIND_MITIGATED, "{\"number\":1}", NULL},
          {13, KIND_MITIGATION, "{\"number\":1,\"state\":\"failed\"}", NULL},
          {14, KIND_MITIGATION, "{\"number\":1,\"state\":\"works\"}", NULL},
          {15, KIND_MITIGATION, "{\"number\":7,\"state\":\"failed\"}", NULL}},
         "{\"mitigated_at\":@14,\"mitigations\":[[1,null,\"works\",false,@14]]}"},
        {"mitigated for a while",
         {{12, KIND_MITIGATED, "{\"temporary\":true}", NULL}},
         "{\"temporary_mitigation\":true}"},
        {"resolved does not restore",
         {{20, KIND_RESOLVED, "{\"cause\":\"fixed\"}",
           "{\"resolution\":\"rolled back\",\"cause\":\"bad build\"}"}},
         "{\"resolved_at\":@20,\"anchor_resolved\":@20,\"resolution\":\"rolled back\","
         "\"cause\":\"bad build\",\"cause_state\":\"fixed\",\"recovered_at\":null,"
         "\"down_since\":@4,\"restored_ms\":null,\"closed\":null}"},
        {"restored ends the outage, once",
         {{24, KIND_RESTORED, NULL, NULL}, {30, KIND_RESTORED, NULL, NULL}},
         "{\"recovered_at\":@24,\"down_since\":null,\"restored_ms\":1200000}"},
        {"verified and closed",
         {{20, KIND_VERIFIED, NULL, NULL}, {21, KIND_CLOSED, NULL, NULL}},
         "{\"verified_at\":@20,\"closed_at\":@21,\"closed\":true}"},
        {"a phase reaches its milestone",
         {{20, KIND_PHASE,
           "{\"from\":\"detection\",\"to\":\"triage\",\"milestone\":"
           "\"triaged\"}",
           NULL}},
         "{\"phase\":\"triage\",\"triaged_at\":@20}"},
        {"a milestone means the same when a phase brings it",
         {{20, KIND_PHASE, "{\"to\":\"a\",\"milestone\":\"resolved\"}", NULL},
          {24, KIND_PHASE, "{\"to\":\"b\",\"milestone\":\"recovered\"}", NULL},
          {25, KIND_PHASE, "{\"to\":\"c\",\"milestone\":\"closed\"}", NULL}},
         "{\"phase\":\"c\",\"anchor_resolved\":@20,\"restored_ms\":1200000,"
         "\"down_since\":null,\"closed\":true}"},
        {"a phase with a milestone that nobody knows",
         {{20, KIND_PHASE, "{\"to\":\"a\",\"milestone\":\"blessed\"}", NULL}},
         "{\"phase\":\"a\"}"},
        {"severity",
         {{20, KIND_SEVERITY, "{\"from\":2,\"to\":1}", NULL}},
         "{\"severity\":1,\"cadence_changed\":@20,\"cadence_base\":@10}"},
        {"escalated",
         {{20, KIND_ESCALATED, "{\"to\":\"leadership\"}", "{\"reason\":\"x\"}"},
          {21, KIND_ESCALATED, "{\"to\":\"a:b\"}", "{\"reason\":\"x\"}"}},
         "{\"escalations\":2,\"escalated_at\":@20}"},
    };

    (void)state;
    PLAY(cases);
}

static void reopening(void **state) {
    static const struct fold_case cases[] = {
        {"undoes the end, keeps people and what was missed of actions",
         {{11, KIND_ACKNOWLEDGED, NULL, NULL},
          {11, KIND_ROLE, "{\"role\":\"commander\",\"to\":\"a:b\"}", NULL},
          {12, KIND_ACTION_ADDED, "{\"number\":1,\"due\":@30}", "{\"title\":\"t\"}"},
          {31, KIND_MISSED, "{\"deadline\":\"action\",\"ref\":1,\"due\":@30,\"step\":0}",
           NULL},
          {32, KIND_MISSED, "{\"deadline\":\"update\",\"ref\":0,\"due\":@32,\"step\":1}",
           NULL},
          {34, KIND_RESOLVED, "{\"cause\":\"fixed\"}", "{\"resolution\":\"r\"}"},
          {35, KIND_CLOSED, NULL, NULL},
          {50, KIND_REOPENED, "{\"phase\":\"investigation\"}", "{\"reason\":\"back\"}"}},
         "{\"closed\":null,\"closed_at\":null,\"resolved_at\":null,\"resolution\":null,"
         "\"cause_state\":null,\"phase\":\"investigation\",\"reopened\":1,"
         "\"cadence_base\":@50,\"cadence_changed\":@50,\"anchor_detected\":@50,"
         "\"anchor_resolved\":null,\"anchor_opened\":@50,\"acknowledged_at\":@11,"
         "\"detected_at\":@4,\"roles\":[[\"commander\",\"a:b\",@11]],"
         "\"climbs\":[[\"action\",1,@30,0,@31]],\"missed\":2}"},
        {"all that may be undone",
         {{11, KIND_CONTAINED, NULL, NULL},
          {12, KIND_MITIGATED, "{\"temporary\":true}", NULL},
          {13, KIND_SNOOZED, "{\"until\":@90}", NULL},
          {24, KIND_RESTORED, NULL, NULL},
          {25, KIND_VERIFIED, NULL, NULL},
          {54, KIND_REOPENED, "{\"phase\":\"triage\"}", "{\"reason\":\"back\"}"},
          {59, KIND_RESTORED, NULL, NULL}},
         "{\"contained_at\":null,\"mitigated_at\":null,\"temporary_mitigation\":null,"
         "\"verified_at\":null,\"snoozed\":null,\"snoozed_at\":null,"
         "\"recovered_at\":@59,\"restored_ms\":1500000,\"down_since\":null}"},
        {"what was resolved and never restored was down until it was resolved",
         {{24, KIND_RESOLVED, NULL, "{\"resolution\":\"r\"}"},
          {54, KIND_REOPENED, "{\"phase\":\"triage\"}", "{\"reason\":\"back\"}"}},
         "{\"restored_ms\":1200000,\"down_since\":@54}"},
        {"what was never resolved goes on",
         {{24, KIND_REOPENED, NULL, "{\"reason\":\"x\"}"}},
         "{\"down_since\":@4,\"restored_ms\":null,\"phase\":\"detection\"}"},
    };

    (void)state;
    PLAY(cases);
}

/* ---- what is known --------------------------------------------------------------- */

static void knowledge(void **state) {
    static const struct fold_case cases[] = {
        {"an update moves the cadence and ends a snooze",
         {{12, KIND_SNOOZED, "{\"until\":@40}", NULL},
          {20, KIND_UPDATE, NULL, "{\"update\":\"u\"}"}},
         "{\"cadence_base\":@20,\"snoozed\":null,\"snoozed_at\":null,\"updates\":1,"
         "\"last_update\":\"u\",\"impact\":null}"},
        {"a snooze says when it was promised",
         {{12, KIND_SNOOZED, "{\"until\":@40}", NULL}},
         "{\"snoozed\":@40,\"snoozed_at\":@12,\"cadence_base\":@10}"},
        {"parts of an update stay until they are replaced",
         {{20, KIND_UPDATE, "{\"eta\":@60}",
           "{\"update\":\"u\",\"impact\":\"i\",\"next\":\"n\",\"workaround\":\"w\"}"},
          {30, KIND_UPDATE, NULL, "{\"update\":\"v\",\"next\":\"m\"}"}},
         "{\"last_update\":\"v\",\"impact\":\"i\",\"next\":\"m\",\"workaround\":\"w\","
         "\"eta\":@60,\"eta_text\":null,\"updates\":2}"},
        {"an estimate in words replaces one in time",
         {{20, KIND_UPDATE, "{\"eta\":@60}", "{\"update\":\"u\"}"},
          {30, KIND_UPDATE, NULL, "{\"update\":\"v\",\"eta\":\"unknown\"}"}},
         "{\"eta\":null,\"eta_text\":\"unknown\"}"},
        {"and the other way round",
         {{20, KIND_UPDATE, NULL, "{\"update\":\"u\",\"eta\":\"soon\"}"},
          {30, KIND_UPDATE, "{\"eta\":@60}", "{\"update\":\"v\"}"}},
         "{\"eta\":@60,\"eta_text\":null}"},
        {"nothing but an update is an update",
         {{20, KIND_NOTE, NULL, "{\"note\":\"n\"}"},
          {21, KIND_IMPACT, NULL, "{\"impact\":\"i\"}"},
          {22, KIND_SUMMARY, NULL, "{\"summary\":\"s\"}"},
          {23, KIND_DECISION, NULL, "{\"decision\":\"d\"}"},
          {24, KIND_EVIDENCE, "{\"number\":1,\"form\":\"text\"}", "{\"what\":\"e\"}"},
          {25, KIND_BRIDGE, NULL, "{\"url\":\"https://x\"}"}},
         "{\"cadence_base\":@10,\"updates\":null,\"impact\":\"i\",\"summary\":\"s\","
         "\"decisions\":1,\"evidence\":1,\"bridge\":\"https://x\",\"version\":7,"
         "\"at\":@25}"},
        {"links: a related one becomes a duplicate",
         {{20, KIND_LINKED, "{\"other\":\"INC-2025-09-28-001\",\"as\":\"related\"}",
           NULL},
          {21, KIND_LINKED, "{\"other\":\"INC-2025-09-28-002\",\"as\":\"related\"}",
           NULL},
          {22, KIND_LINKED, "{\"other\":\"INC-2025-09-28-001\",\"as\":\"duplicate_of\"}",
           NULL}},
         "{\"links\":[[\"INC-2025-09-28-001\",\"duplicate_of\"],"
         "[\"INC-2025-09-28-002\",\"related\"]]}"},
        {"cancelled: closed with its own word, and what was planned is over",
         {{20, KIND_UPDATE, "{\"eta\":@60}",
           "{\"update\":\"u\",\"next\":\"n\",\"workaround\":\"w\"}"},
          {30, KIND_CONTAINED, NULL, NULL},
          {40, KIND_CANCELLED, NULL, "{\"why\":\"a test\"}"}},
         "{\"end\":\"cancelled\",\"closed\":true,\"closed_at\":@40,\"eta\":null,"
         "\"next\":null,\"workaround\":null,\"down_since\":@4,\"contained_at\":@30,"
         "\"resolved_at\":null,\"phase\":\"detection\"}"},
        {"reopened: as if it had never been cancelled, but for the deadlines",
         {{30, KIND_CONTAINED, NULL, NULL},
          {40, KIND_CANCELLED, NULL, NULL},
          {50, KIND_REOPENED, "{\"phase\":\"detection\"}", "{\"reason\":\"r\"}"}},
         "{\"end\":null,\"closed\":null,\"closed_at\":null,\"contained_at\":@30,"
         "\"down_since\":@4,\"cadence_base\":@50,\"reopened\":1}"},
        {"a duplicate ends, and what moved is not its own any more",
         {{20, KIND_ACTION_ADDED, "{\"number\":1}", "{\"title\":\"one\"}"},
          {21, KIND_ACTION_ADDED, "{\"number\":2}", "{\"title\":\"two\"}"},
          {30, KIND_DUPLICATE, "{\"other\":\"INC-2025-09-28-001\",\"moved\":[1]}", NULL}},
         "{\"end\":\"duplicate\",\"closed\":true,\"closed_at\":@30,"
         "\"links\":[[\"INC-2025-09-28-001\",\"duplicate_of\"]],"
         "\"actions\":[[2,\"two\",null,0,@21]],\"actions_done\":null}"},
        {"a duplicate that is reopened is only related",
         {{30, KIND_DUPLICATE, "{\"other\":\"INC-2025-09-28-001\"}", NULL},
          {40, KIND_REOPENED, "{\"phase\":\"detection\"}", "{\"reason\":\"r\"}"}},
         "{\"end\":null,\"closed\":null,"
         "\"links\":[[\"INC-2025-09-28-001\",\"related\"]]}"},
        {"a resolved duplicate is reopened whole",
         {{20, KIND_RESOLVED, NULL, "{\"resolution\":\"r\"}"},
          {30, KIND_DUPLICATE, "{\"other\":\"INC-2025-09-28-001\"}", NULL},
          {40, KIND_REOPENED, "{\"phase\":\"triage\"}", "{\"reason\":\"r\"}"}},
         "{\"end\":null,\"resolved_at\":null,\"anchor_resolved\":null,"
         "\"phase\":\"triage\"}"},
        {"the people and the hearers of a duplicate come along",
         {{20, KIND_LINKED,
           "{\"other\":\"INC-2025-09-28-001\",\"as\":\"duplicated_by\","
           "\"people\":[\"a:b\",\"a:c\"],\"heard\":[\"announce\",\"leadership\"]}",
           NULL}},
         "{\"responders\":[\"console:ana\",\"a:b\",\"a:c\"],\"told_announce\":true,"
         "\"told_leadership\":true,\"severity\":2,\"severity_highest\":2}"},
        {"the highest severity is kept",
         {{20, KIND_SEVERITY, "{\"from\":2,\"to\":1}", NULL},
          {21, KIND_SEVERITY, "{\"from\":1,\"to\":4}", NULL}},
         "{\"severity\":4,\"severity_highest\":1}"},
        {"resolved: what was planned is over",
         {{20, KIND_UPDATE, NULL,
           "{\"update\":\"u\",\"next\":\"n\",\"workaround\":\"w\",\"eta\":\"soon\"}"},
          {30, KIND_RESOLVED, NULL, "{\"resolution\":\"r\"}"}},
         "{\"next\":null,\"workaround\":null,\"eta_text\":null}"},
        {"restored too, and reopened",
         {{20, KIND_RESTORED, NULL, NULL},
          {30, KIND_UPDATE, NULL, "{\"update\":\"u\",\"next\":\"n\"}"},
          {40, KIND_REOPENED, "{\"phase\":\"triage\"}", "{\"reason\":\"r\"}"}},
         "{\"next\":null}"},
        {"whom it hit was said of the outage that is over",
         {{20, KIND_IMPACT, NULL, "{\"impact\":\"all\"}"},
          {30, KIND_RESTORED, NULL, NULL},
          {40, KIND_REOPENED, "{\"phase\":\"triage\"}", "{\"reason\":\"r\"}"}},
         "{\"impact\":null}"},
        {"cancelled and reopened: it is the same outage",
         {{20, KIND_IMPACT, NULL, "{\"impact\":\"all\"}"},
          {30, KIND_CANCELLED, NULL, "{\"why\":\"w\"}"},
          {40, KIND_REOPENED, "{\"phase\":\"triage\"}", "{\"reason\":\"r\"}"}},
         "{\"impact\":\"all\"}"},
        {"milestones by leaving and by entering",
         {{20, KIND_PHASE,
           "{\"from\":\"triage\",\"to\":\"containment\",\"left\":\"triaged\","
           "\"milestone\":\"contained\"}",
           NULL}},
         "{\"triaged_at\":@20,\"contained_at\":@20}"},
        {"the top of the ladder was asked: kept when the deadline begins anew",
         {{20, KIND_MISSED, "{\"deadline\":\"update\",\"due\":@20,\"step\":3,\"top\":3}",
           NULL},
          {21, KIND_UPDATE, NULL, "{\"update\":\"u\"}"},
          {36, KIND_MISSED, "{\"deadline\":\"update\",\"due\":@36,\"step\":0}", NULL}},
         "{\"top_rung\":3,\"top_at\":@20}"},
        {"the clock was set back after it",
         {{20, KIND_MISSED, "{\"deadline\":\"update\",\"due\":@20,\"step\":3,\"top\":3}",
           NULL},
          {15, KIND_CLOCK_STEPPED, "{\"by\":-300000}", NULL}},
         "{\"top_at\":@15}"},
        {"a reopened incident has asked nobody",
         {{20, KIND_MISSED, "{\"deadline\":\"update\",\"due\":@20,\"step\":3,\"top\":3}",
           NULL},
          {21, KIND_RESOLVED, NULL, "{\"resolution\":\"r\"}"},
          {30, KIND_REOPENED, "{\"phase\":\"triage\"}", "{\"reason\":\"r\"}"}},
         "{\"top_rung\":null,\"top_at\":null}"},
        {"how far deadlines climbed, and who was called",
         {{20, KIND_MISSED, "{\"deadline\":\"update\",\"due\":@20,\"step\":3}", NULL},
          {21, KIND_MISSED, "{\"deadline\":\"command\",\"due\":@21,\"step\":0}", NULL},
          {22, KIND_ESCALATED, "{\"to\":\"leadership\"}", NULL}},
         "{\"climbed\":3,\"told_leadership\":true,\"told_announce\":null}"},
        {"a place is bound, or lost",
         {{20, KIND_PLACE_BOUND, "{\"network\":\"slack\",\"place\":\"slack:C1\"}", NULL},
          {21, KIND_PLACE_FAILED, "{\"network\":\"matrix\"}", "{\"why\":\"no\"}"},
          {22, KIND_PLACE_BOUND, "{\"network\":\"slack\",\"place\":\"slack:C2\"}", NULL}},
         "{\"places\":[[\"slack\",\"slack:C2\",false],[\"matrix\",null,true]]}"},
    };

    (void)state;
    PLAY(cases);
}

static void people_and_work(void **state) {
    static const struct fold_case cases[] = {
        {"a role has one holder",
         {{20, KIND_ROLE, "{\"role\":\"commander\",\"to\":\"a:b\"}", NULL},
          {21, KIND_ROLE, "{\"role\":\"scribe\",\"to\":\"a:s\"}", NULL},
          {22, KIND_ROLE, "{\"role\":\"commander\",\"to\":\"a:c\"}", NULL}},
         "{\"roles\":[[\"commander\",\"a:c\",@22],[\"scribe\",\"a:s\",@21]]}"},
        {"who acknowledged it",
         {{20, KIND_ACKNOWLEDGED, NULL, NULL}},
         "{\"acknowledger\":\"console:ana\"}"},
        {"a role is given up",
         {{20, KIND_ROLE, "{\"role\":\"commander\",\"to\":\"a:b\"}", NULL},
          {21, KIND_ROLE, "{\"role\":\"scribe\",\"to\":\"a:s\"}", NULL},
          {22, KIND_ROLE_RELEASED, "{\"role\":\"commander\",\"from\":\"a:b\"}", NULL}},
         "{\"roles\":[[\"scribe\",\"a:s\",@21]]}"},
        {"actions, and what was missed of them",
         {{20, KIND_ACTION_ADDED, "{\"number\":1,\"owner\":\"a:b\",\"due\":@30}",
           "{\"title\":\"one\"}"},
          {21, KIND_ACTION_ADDED, "{\"number\":2}", "{\"title\":\"two\"}"},
          {30, KIND_MISSED, "{\"deadline\":\"action\",\"ref\":1,\"due\":@30,\"step\":0}",
           NULL},
          {31, KIND_ACTION_DONE, "{\"number\":1}", NULL}},
         "{\"actions\":[[2,\"two\",null,0,@21]],\"actions_added\":2,\"actions_done\":1,"
         "\"climbs\":null,\"missed\":1}"},
        {"one record a deadline and reference",
         {{20, KIND_WARNED, "{\"deadline\":\"update\",\"ref\":0,\"due\":@25}", NULL},
          {25, KIND_MISSED, "{\"deadline\":\"update\",\"ref\":0,\"due\":@25,\"step\":0}",
           NULL},
          {26, KIND_MISSED, "{\"deadline\":\"command\",\"ref\":0,\"due\":@26,\"step\":0}",
           NULL},
          {30, KIND_MISSED, "{\"deadline\":\"update\",\"ref\":0,\"due\":@25,\"step\":2}",
           NULL}},
         "{\"climbs\":[[\"update\",0,@25,2,@30],[\"command\",0,@26,0,@26]],"
         "\"missed\":2}"}, /* deadlines, not reminders */
        {"another due is another deadline",
         {{25, KIND_MISSED, "{\"deadline\":\"update\",\"ref\":0,\"due\":@25,\"step\":0}",
           NULL},
          {45, KIND_MISSED, "{\"deadline\":\"update\",\"ref\":0,\"due\":@45,\"step\":0}",
           NULL},
          {47, KIND_CLOCK_STEPPED, "{\"by\":-600000}", NULL}},
         "{\"climbs\":[[\"update\",0,@45,0,@45]],\"missed\":2}"},
        {"a clock set back takes the last step along",
         {{25, KIND_MISSED, "{\"deadline\":\"update\",\"ref\":0,\"due\":@25,\"step\":0}",
           NULL},
          {15, KIND_CLOCK_STEPPED, "{\"by\":-600000}", NULL}},
         "{\"climbs\":[[\"update\",0,@25,0,@15]],\"missed\":1}"},
        {"a commander who goes leaves a vacancy, which the next one ends",
         {{20, KIND_ROLE, "{\"role\":\"commander\",\"to\":\"a:b\"}", NULL},
          {30, KIND_ROLE_RELEASED, "{\"role\":\"commander\",\"from\":\"a:b\"}", NULL},
          {31, KIND_ROLE_RELEASED, "{\"role\":\"scribe\",\"from\":\"a:b\"}", NULL},
          {32, KIND_ROLE, "{\"role\":\"scribe\",\"to\":\"a:b\"}", NULL}},
         "{\"vacated\":[[\"commander\",@30]]}"},
        {"severities and since when",
         {{20, KIND_SEVERITY, "{\"from\":2,\"to\":1}", NULL},
          {30, KIND_SEVERITY, "{\"from\":1,\"to\":3}", NULL}},
         "{\"severities\":[[2,@10],[1,@20],[3,@30]]}"},
        {"a warning is step -1",
         {{20, KIND_WARNED, "{\"deadline\":\"update\",\"ref\":0,\"due\":@25}", NULL}},
         "{\"climbs\":[[\"update\",0,@25,-1,@20]],\"missed\":null}"},
    };

    (void)state;
    PLAY(cases);
}

static void clock_steps(void **state) {
    static const struct fold_case cases[] = {
        {"what lies ahead of the clock becomes now",
         {{30, KIND_SEVERITY, "{\"from\":2,\"to\":1}", NULL},
          {31, KIND_UPDATE, NULL, "{\"update\":\"u\"}"},
          {32, KIND_SNOOZED, "{\"until\":@60}", NULL},
          {33, KIND_RESOLVED, NULL, "{\"resolution\":\"r\"}"},
          {2, KIND_CLOCK_STEPPED, "{\"by\":-1860000}", NULL}},
         "{\"cadence_base\":@2,\"cadence_changed\":@2,\"snoozed_at\":@2,"
         "\"anchor_opened\":@2,\"anchor_detected\":@2,\"anchor_resolved\":@2,"
         "\"snoozed\":@60,\"opened\":@10,\"resolved_at\":@33}"},
        {"a step forward changes nothing",
         {{31, KIND_UPDATE, NULL, "{\"update\":\"u\"}"},
          {90, KIND_CLOCK_STEPPED, "{\"by\":3540000}", NULL}},
         "{\"cadence_base\":@31,\"anchor_opened\":@10,\"anchor_detected\":@4}"},
        {"an outage that ends before it began took no time",
         {{1, KIND_RESTORED, NULL, NULL}},
         "{\"restored_ms\":null,\"down_since\":null}"},
    };

    (void)state;
    PLAY(cases);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(life),        cmocka_unit_test(reopening),
        cmocka_unit_test(knowledge),   cmocka_unit_test(people_and_work),
        cmocka_unit_test(clock_steps),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
