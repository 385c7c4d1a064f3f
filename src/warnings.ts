import type { Config } from './components/installation.js'
import type { Values } from './values/table.js'

/** What will not work as the installation stands, whatever the overlays: one sentence each. */
export const warnings = (values: Values, config: Config): ReadonlyArray<string> => [
  ...(config.urls.files === null && values.server.enabled
    ? [
        'The public URL of the fileserver is not known: files of deleted tasks are not deleted, and agents and SDKs ' +
          'cannot be told where to upload. Set `domain`, `urls.files`, or `expose.host` with the overlay expose.',
      ]
    : []),
  ...(values.auth.mode === 'open' && values.server.enabled
    ? ['Sign-in is open: everybody who reaches the web UI is an administrator.']
    : []),
]
