// An ordinary app on the official Bolt: says what it saw, one JSON object a line.
// usage: node app.js API_URL
'use strict';

const { App, LogLevel, SocketModeReceiver } = require('@slack/bolt');

const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
const slackApiUrl = process.argv[2];
const receiver = new SocketModeReceiver({
  appToken: 'xapp-vouch',
  logLevel: LogLevel.ERROR,
  installerOptions: { clientOptions: { slackApiUrl } },
});
const app = new App({
  token: 'xoxb-vouch',
  receiver,
  logLevel: LogLevel.ERROR,
  clientOptions: { slackApiUrl },
});

const FORM = {
  type: 'modal',
  callback_id: 'form',
  title: { type: 'plain_text', text: 'Form' },
  submit: { type: 'plain_text', text: 'Send' },
  blocks: [{
    type: 'input',
    block_id: 'b',
    label: { type: 'plain_text', text: 'Text' },
    element: { type: 'plain_text_input', action_id: 'a' },
  }],
};
const BUTTON = [{
  type: 'actions',
  block_id: 'row',
  elements: [{ type: 'button', action_id: 'press', value: 'v', text: { type: 'plain_text', text: 'Press' } }],
}];

app.command('/inc', async ({ command, ack, client }) => {
  await ack({ response_type: 'ephemeral', text: `heard ${command.text}` });
  if (command.text === 'form') {
    const opened = await client.views.open({ trigger_id: command.trigger_id, view: FORM });
    const updated = await client.views.update({ view_id: opened.view.id, view: FORM });
    say({ saw: 'form', view: updated.view.id });
    return;
  }
  const posted = await client.chat.postMessage({
    channel: command.channel_id,
    text: `did ${command.text}`,
    blocks: BUTTON,
    metadata: { event_type: 'vouch', event_payload: { id: command.trigger_id } },
  });
  say({ saw: 'command', text: command.text, ts: posted.ts });
});

app.view('form', async ({ ack, view }) => {
  const value = view.state.values.b.a.value;
  await ack(value ? undefined : { response_action: 'errors', errors: { b: 'say something' } });
  say({ saw: 'submit', value });
});

app.action('press', async ({ ack, action, respond }) => {
  await ack();
  await respond({ text: 'pressed', replace_original: false });
  say({ saw: 'press', value: action.value });
});

app.shortcut('declare', async ({ ack }) => {
  await ack();
  say({ saw: 'shortcut' });
});

for (const name of ['message', 'app_mention', 'reaction_added', 'member_joined_channel']) {
  app.event(name, async ({ event, body }) => say({ saw: name, text: event.text, reaction: event.reaction, id: body.event_id }));
}

// What the Web API's official client makes of channels: create, taken, pages, pins.
async function channels() {
  const { client } = app;
  const made = await client.conversations.create({ name: 'vouch-1' });
  const channel = made.channel.id;
  let taken = '';
  await client.conversations.create({ name: 'vouch-1' }).catch((e) => { taken = e.data.error; });
  await client.conversations.setTopic({ channel, topic: 'T' });
  await client.conversations.setPurpose({ channel, purpose: 'P' });
  await client.conversations.invite({ channel, users: 'U1ANA,U2BEN' });
  const stamps = [];
  for (let n = 0; n < 5; n += 1) {
    const posted = await client.chat.postMessage({
      channel, text: `m${n}`, metadata: { event_type: 'vouch', event_payload: { n } },
    });
    stamps.push(posted.ts);
  }
  await client.chat.postMessage({ channel, text: 'r', thread_ts: stamps[0] });
  await client.chat.update({ channel, ts: stamps[1], text: 'm1 edited' });
  await client.pins.add({ channel, timestamp: stamps[0] });
  await client.bookmarks.add({ channel_id: channel, title: 'B', type: 'link', link: 'https://example.test' });
  const pages = [];
  for await (const page of client.paginate('conversations.history', { channel, limit: 2, include_all_metadata: true })) {
    pages.push(...page.messages.map((m) => [m.text, m.metadata.event_payload.n]));
  }
  const thread = await client.conversations.replies({ channel, ts: stamps[0] });
  const link = await client.chat.getPermalink({ channel, message_ts: stamps[0] });
  await client.views.publish({ user_id: 'U1ANA', view: { type: 'home', blocks: [] } });
  await client.conversations.archive({ channel });
  const info = await client.conversations.info({ channel });
  say({ saw: 'channels', taken, pages, thread: thread.messages.map((m) => m.text),
    link: link.permalink, archived: info.channel.is_archived, topic: info.channel.topic.value });
}

(async () => {
  await app.start();
  const me = await app.client.auth.test();
  say({ saw: 'started', user: me.user_id });
  await channels();
})();
