/* test_unmeant.c: ends that were not meant, and those that were. Whoever types "resolve wait"
 * ends nothing; whoever says what was done is not asked, though "in eu" stands in it. */
#include "fingers.h"

/* On the right the line that does what was meant, ready to be copied. */
static void ends_that_were_not_meant(void **state) {
    static const struct line lines[] = {
        {"resolve fixed in eu", NULL,
         "does not sound like all of it.\nA part that works: restore eu\nTo say so: "
         "update fixed in eu\nIf it is all of it: resolve \"fixed in eu\""},
        {"resolve fixed for most users", NULL, "A part that works: restore part=name\n"},
        {"resolve wait", NULL,
         "Nothing is recorded: \"wait\" does not sound done.\nIf it is done: resolve "
         "\"wait\""},
        {"resolve stop", NULL, "Nothing is recorded"},
        {"resolve when", NULL,
         "does not sound done.\nHow it stands: show\nHow to use it: help resolve\nIf it "
         "is done: resolve \"when\""},
        {"resolve @ben", NULL, "To call them: escalate @ben what is needed\n"},
        {"resolve fix is being deployed", NULL,
         "To say so: update fix is being deployed\nIf it is done: resolve \"fix is being "
         "deployed\""},
        {"resolve does eu work", NULL, "How it stands: show\n"},
        {"resolve how do i do this", NULL, "Nothing is recorded"},
        {"resolve who fixed this", NULL, "Nothing is recorded"},
        {"resolve is eu back", NULL, "Nothing is recorded"},
        {"resolve are orders working", NULL, "Nothing is recorded"},
        {"resolve can we close this", NULL, "Nothing is recorded"},
        {"resolve eu is back", NULL, "Nothing is recorded"},
        {"resolve eu", NULL, "Nothing is recorded"},
        {"resolve eu only", NULL, "Nothing is recorded"},
        {"resolve for eu", NULL, "Nothing is recorded"},
        {"resolve works in eu", NULL, "Nothing is recorded"},
        {"resolve 80% fixed", NULL, "Nothing is recorded"},
        {"resolve fixed for 80% of users", NULL, "A part that works: restore 80%\n"},
        {"resolve restored to 45%", NULL, "Nothing is recorded"},
        {"resolve node 3 is back", NULL, "A part that works: restore part=node-3\n"},
        {"resolve fixed on node 3", NULL, "Nothing is recorded"},
        {"resolve users in eu can log in", NULL, "Nothing is recorded"},
        {"resolve the fix will be deployed at 5", NULL, "Nothing is recorded"},
        {"resolve should be fine now", NULL, "Nothing is recorded"},
        {"resolve rolled back, should be ok now", NULL, "Nothing is recorded"},
        {"resolve hopefully", NULL, "Nothing is recorded"},
        {"resolve rollback in progress", NULL, "Nothing is recorded"},
        {"resolve fix incoming", NULL, "Nothing is recorded"},
        {"resolve fix in 10 minutes", NULL, "Nothing is recorded"},
        {"resolve @ben can you look", NULL, "Nothing is recorded"},
        {"resolve stop it", NULL, "Nothing is recorded"},
        {"resolve hold on", NULL, "Nothing is recorded"},
        {"resolve never mind", NULL, "Nothing is recorded"},
        {"resolve wait for ben", NULL, "Nothing is recorded"},
        {"resolve status", NULL, "If that was meant: status\n"},
        {"resolve cancel", NULL, "Nothing is recorded"},
        {"resolve duplicate of 001", NULL, "If another one is the same: duplicate 001\n"},
        {"resolve false alarm", NULL, "If it was no incident: cancel false alarm\n"},
        {"resolve any news", NULL, "Nothing is recorded"},
        {"resolve réparé pour la plupart", NULL, "Nothing is recorded"},
        {"resolve résolu en eu", NULL, "Nothing is recorded"},
        {"resolve quand", NULL, "Nothing is recorded"},
        {"resolve pourquoi", NULL, "Nothing is recorded"},
        {"resolve est-ce que ça marche", NULL, "Nothing is recorded"},
        {"resolve on va redémarrer", NULL, "Nothing is recorded"},
        {"resolve correctif en cours", NULL, "Nothing is recorded"},
        {"resolve ça devrait marcher", NULL, "Nothing is recorded"},
        {"resolve attends", NULL, "Nothing is recorded"},
        {"resolve qui est dessus", NULL, "Nothing is recorded"},
        {"resolve fixed except for us", NULL, "Nothing is recorded"},
        {"resolve all but eu", NULL, "Nothing is recorded"},
        {"resolve fixed on 2 of 3 nodes", NULL, "Nothing is recorded"},
        {"resolve working on eu", NULL, "Nothing is recorded"},
        {"resolve we are going to roll back", NULL, "Nothing is recorded"},
        {"resolve will be fixed tonight", NULL, "Nothing is recorded"},
        {"resolve ben is deploying the fix", NULL, "Nothing is recorded"},
        {"resolve the pool is restarting", NULL, "Nothing is recorded"},
        {"resolve ben is on it", NULL, "To say so: update ben is on it\n"},
        {"resolve please", NULL, "Nothing is recorded"},
        {"resolve ask ben", NULL, "Nothing is recorded"},
        {"resolve unresolved", NULL, "Nothing is recorded"},
        {"resolve tonight", NULL, "Nothing is recorded"},
        {"resolve monitoring", NULL, "Nothing is recorded"},
        {"resolve monitoring the fix", NULL, "Nothing is recorded"},
        {"resolve on y travaille", NULL, "Nothing is recorded"},
        {"resolve seulement en europe", NULL, "Nothing is recorded"},
        {"contain does it hold", NULL, "Nothing is recorded"},
        {"contain wait", NULL, "Nothing is recorded"},
        {"mitigate wait", NULL, "Nothing is recorded"},
        {"mitigate when", NULL, "Nothing is recorded"},
        {"mitigate @ben", NULL, "Nothing is recorded"},
        {"contain works in eu", NULL, "Nothing is recorded"},
        {"cancel wait", NULL, "does not sound sure.\nIf it was none: cancel \"wait\""},
        {"cancel when", NULL, "How to use it: help cancel\n"},
        {"cancel @ben", NULL, "Nothing is recorded"},
        {"cancel does eu work", NULL, "Nothing is recorded"},
        {"cancel stop", NULL, "Nothing is recorded"},
        {"cancel fixed in eu", NULL, "A part that works: restore eu\n"},
        {"restore fixed in eu", NULL,
         "does not sound like all of it.\nThat part: restore eu\nAll of it: restore all"},
        {"restore fixed for most users", NULL, "recorded"},
        {"restore wait", NULL, "Nothing is recorded"},
        {"restore stop", NULL, "recorded"},
        {"restore when", NULL, "recorded"},
        {"restore @ben", NULL, "recorded"},
        {"restore does eu work", NULL, "recorded"},
        {"restore api gateway", NULL,
         "Only that part: restore part=api-gateway\nAll of it: restore all"},
        {"restore node 3", NULL,
         "Only that part: restore part=node-3\nAll of it: restore all"},
        {"restore checkout and search", NULL,
         "Each of them: restore part=checkout, restore part=search\nAll of it: restore "
         "all"},
        {"restore eu 45% and us 20%", NULL,
         "Each of them: restore eu 45%, restore us 20%\n"},
        {"restore eu and us", NULL, "recorded"},
        {"restore eu, us and asia", NULL, "recorded"},
        {"restore search, checkout", NULL, "recorded"},
        {"restore the new api gateway", NULL, "recorded"},
        {"restore services", NULL, "recorded"},
        {"restore fix is being deployed", NULL, "recorded"},
        {"restore users in eu are back", NULL, "recorded"},
    };

    (void)state;
    check_lines(lines, COUNT(lines));
}

/* Each tells what was done: nobody is asked, and no quotes are needed. */
static void ends_that_were_meant(void **state) {
    static const char *const lines[] = {
        "resolve fixed by rolling back checkout",
        "resolve the cause was a bad deploy in eu",
        "resolve in eu by a restart",
        "resolve rolled back build 412",
        "resolve does not happen any more",
        "resolve does no longer time out",
        "resolve it did not happen again",
        "resolve monitoring agent restarted",
        "resolve rolled back in eu",
        "resolve fixed the rule that only eu has",
        "resolve scaled up in eu",
        "resolve restarted the workers that waited for eu",
        "resolve waited for the queue to drain",
        "resolve stopped the job",
        "resolve stop the bad job and all is well",
        "resolve when we rolled back it recovered",
        "resolve what fixed it was the restart we did",
        "resolve is fixed",
        "resolve is back",
        "resolve did a rollback",
        "resolve was the pool",
        "resolve users can log in again",
        "resolve the scheduled job was disabled",
        "resolve fix was rolled out and is being watched",
        "resolve rolled back, cache is warming up",
        "resolve fixed in build 407",
        "resolve fix in 4.2.1",
        "resolve fixed for good",
        "resolve fixed for all users",
        "resolve fixed for everybody",
        "resolve fixed on all nodes",
        "resolve fixed for some time now",
        "resolve fixed in one go",
        "resolve duplicate rows removed",
        "resolve the help desk was down",
        "resolve how we fixed it: rolled back",
        "resolve failed over to eu",
        "resolve back to normal",
        "resolve eu pool was raised",
        "resolve removed the bad node 3",
        "resolve replaced node 3",
        "resolve node 3 was replaced",
        "resolve cause was probably the deploy, rolled back",
        "resolve ben rolled back build 412",
        "resolve @ben rolled back build 412",
        "resolve dns was wrong in us-east-1, corrected",
        "resolve expired certificate replaced",
        "resolve rollback done",
        "resolve 3 of 3 nodes are back",
        "resolve error rate at 0.1%",
        "resolve fixed",
        "resolve done",
        "resolve c'est réparé",
        "resolve on a redémarré le service",
        "resolve retour à la version 411",
        "resolve certificat renouvelé",
        "resolve le pool était trop petit, agrandi",
        "resolve revenu à la normale",
        "resolve tout marche",
        "contain no longer spreads in eu",
        "contain closed the port in eu",
        "mitigate traffic of eu goes to us",
        "mitigate rolling back",
        "mitigate second pool in eu",
        "cancel testing in staging fired it",
        "cancel sorry, wrong channel",
        "cancel false alarm",
        "cancel not an incident",
        "cancel a drill",
        "cancel mistake",
        "restore all",
        "restore works again",
        "restore error rate is back",
        "restore all orders go through",
        "restore no errors for 10 min",
        "restore traffic is normal",
        "restore ça remarche",
        "restore by failover to the second pool",
        "restore users can log in",
        "restore everything",
        "restore cache is warm",
        "restore latency below 200ms",
        "restore rolled back",
        "restore since the failover",
        "restore build 407 is back on all nodes",
    };
    size_t wrong = 0;

    (void)state;
    for (size_t i = 0; i < COUNT(lines); i++) {
        struct bench *bench = bench_new();

        assert_true(bench_say(bench, "ana", "declare sev2 checkout fails service=web"));
        assert_true(bench_say(bench, "ben", "role take"));
        if (!bench_say(bench, "ana", lines[i]) || bench->nadded == 0) {
            print_error("%s: %s\n", lines[i], bench->reply);
            wrong++;
        }
        bench_free(bench);
    }
    assert_int_equal(wrong, 0);
}

/* What is a part depends on the incident: the place that it is about, or the only service, is
 * all of it. */
static void parts_of_what(void **state) {
    static const struct step about_eu[] = {
        {0, "ana", "declare sev2 checkout fails in eu service=web", ERR_OK, NULL, NULL},
        {0, "ana", "resolve fixed in us", ERR_INVALID, "", "restore us"},
        {0, "ana", "resolve web fixed in eu", ERR_OK, NULL, "Recorded as resolved"},
    };
    /* bare, where parts were told of: which is meant? */
    static const struct step named[] = {
        {0, "ana", "declare sev2 checkout fails service=web", ERR_OK, NULL, NULL},
        {0, "ana", "broken us", ERR_OK, NULL, NULL},
        {0, "ana", "restore", ERR_INVALID, "",
         "Does all of it work again, or only us? Nothing is recorded yet.\nOnly us: "
         "restore us\nAll of it: restore all"},
        {0, "ana", "restore \"eu?\"", ERR_INVALID, "", "That part: restore part=eu\n"},
        {0, "ana", "restore \"all fine?\"", ERR_INVALID, "", "All of it: restore all"},
        {0, "ana", "restore us", ERR_OK, "part.changed", NULL},
        {0, "ana", "restore", ERR_INVALID, "", "or only the parts that were named?"},
        {0, "ana", "broken eu", ERR_OK, NULL, NULL},
        {0, "ana", "restore all", ERR_OK, NULL,
         "the service is restored after less than a minute, and eu with it."},
    };
    static const struct step services[] = {
        {0, "ana", "declare sev2 orders fail service=web,api", ERR_OK, NULL, NULL},
        {0, "ana", "resolve fixed for web", ERR_INVALID, "", "restore web\n"},
        {0, "ana", "resolve web works again", ERR_INVALID, "", "restore web\n"},
        {0, "ana", "restore web and api", ERR_INVALID, "",
         "Each of them: restore web, restore api\n"},
        {0, "ana", "restore \"web and api\"", ERR_OK, NULL, "restored"},
        {0, "ana", "resolve \"fixed for web\"", ERR_OK, NULL, "Recorded as resolved"},
    };
    static const struct step later[] = {
        {0, "ana", "declare sev2 orders fail service=web", ERR_OK, NULL, NULL},
        {0, "ana", "restore all", ERR_OK, NULL, NULL},
        {0, "ana", "resolve rolled back", ERR_OK, NULL, NULL},
        {0, "ana", "verify wait", ERR_INVALID, "", "does not sound done"},
        {0, "ana", "verify does it hold", ERR_INVALID, "", "help verify"},
        {0, "ana", "verify orders in eu are back", ERR_INVALID, "", "restore eu"},
        {0, "ana", "verify 20 test orders in eu and us", ERR_OK,
         "incident.verified phase.changed", NULL},
        {0, "ana", "close wait", ERR_INVALID, "", "If it is done: close \"wait\""},
        {0, "ana", "close duplicate of 001", ERR_INVALID, "", "duplicate 001"},
        {0, "ana", "close done in the morning meeting", ERR_OK, NULL, "is closed"},
    };

    (void)state;
    PLAYED(named);
    PLAYED(about_eu);
    PLAYED(services);
    PLAYED(later);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ends_that_were_not_meant),
        cmocka_unit_test(ends_that_were_meant),
        cmocka_unit_test(parts_of_what),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
