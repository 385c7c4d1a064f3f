import type { Values } from '../values/table.js'
import { setting } from './serverEnv.js'

const PATH = 'services.tasks.non_responsive_tasks_watchdog'

/** What is said of the watchdog of tasks; nothing where ClearML's own settings are to hold. */
export const watchdogEnv = ({
  watchdog: { enabled, thresholdSeconds, intervalSeconds },
}: Values): Readonly<Record<string, string>> => ({
  ...(enabled ? {} : setting(`${PATH}.enabled`, false)),
  ...(thresholdSeconds === null ? {} : setting(`${PATH}.threshold_sec`, thresholdSeconds)),
  ...(intervalSeconds === null ? {} : setting(`${PATH}.watch_interval_sec`, intervalSeconds)),
})
