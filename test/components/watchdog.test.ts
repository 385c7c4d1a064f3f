import t from 'tap'
import type { ValuesInput } from '../../src/index.js'
import { envOf, podOf, pods } from '../support/objects.js'
import { built } from '../support/streams.js'

const PREFIX = 'CLEARML__services__tasks__non_responsive_tasks_watchdog__'

/** What a component is told of the watchdog. */
const told = (watchdog: NonNullable<ValuesInput['watchdog']>, of = 'apiserver') =>
  Object.fromEntries(
    Object.entries(envOf(podOf(built({ values: { watchdog } }).manifests, of).main)).flatMap(
      ([name, value]) => (name.startsWith(PREFIX) ? [[name.slice(PREFIX.length), value]] : []),
    ),
  )

t.test("where nothing is asked for, ClearML's own settings hold", async (t) => {
  t.strictSame(told({}), {})
  t.strictSame(told({ enabled: true }), {})
})

t.test('threshold and interval are seconds, each by itself; it can be switched off', async (t) => {
  t.strictSame(told({ thresholdSeconds: 21600 }), { threshold_sec: '21600' })
  t.strictSame(told({ intervalSeconds: 300 }), { watch_interval_sec: '300' })
  t.strictSame(told({ enabled: false }), { enabled: 'false' })
})

t.test('the API server alone has one, and is replaced by a change', async (t) => {
  const templates = (thresholdSeconds: number) =>
    pods(built({ values: { watchdog: { thresholdSeconds } } }).manifests).map(
      ({ name, workload }) => [name, JSON.stringify(workload.spec?.template)] as const,
    )
  const [before, after] = [templates(3600), templates(7200)]
  t.strictSame(
    before.flatMap(([name, text], i) => (text === after[i]?.[1] ? [] : [name])),
    ['apiserver'],
  )
})
