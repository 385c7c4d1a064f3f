/** The values of the watchdog of tasks. Source: `apiserver/config/default/services/tasks.conf` of clearml-server. */
import { boolean, group, optionalInteger } from './schema.js'

const SECONDS_OF_A_YEAR = 31_536_000

export const watchdog = group(
  'The watchdog that stops tasks which run no longer: those that have not reported for a while.',
  {
    enabled: boolean(true, 'Whether it runs. `false`: tasks whose process is gone stay `running` for ever.'),
    thresholdSeconds: optionalInteger(
      'Seconds without a report after which a task counts as dead. Default: 7200, as ClearML has it.',
      21600,
      60,
      SECONDS_OF_A_YEAR,
    ),
    intervalSeconds: optionalInteger(
      'Seconds between two passes. Default: 900, as ClearML has it.',
      300,
      10,
      SECONDS_OF_A_YEAR,
    ),
  },
)
