/**
 * A file tree like that of the image `clearml/server`: the same places, owners and modes, with programs that say what they
 * are asked to do, and write where the real ones write.
 * Source of the facts: `docker/build/Dockerfile`, `final_image_preparation.sh`, `entrypoint.sh` of clearml-server; Debian's nginx.
 */
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** As the image's: one branch for each role, writes below /usr and /etc, servers that are started as children. */
const entrypoint = `#!/usr/bin/env bash
set -e
mkdir -p /var/log/clearml
html=/usr/share/nginx/html
case "$1" in
  apiserver)
    cd /opt/clearml
    python3 -m apiserver.apierrors_generator
    if [ -n "$CLEARML_USE_GUNICORN" ]; then gunicorn -w "\${CLEARML_GUNICORN_WORKERS:-8}" apiserver.server:app
    else python3 -m apiserver.server
    fi ;;
  webserver)
    if [ -n "$USER_KEY$USER_SECRET$COMPANY_ID" ]; then
      cat > $html/credentials.json << END
{"userKey": "$USER_KEY"}
END
    fi
    echo "{}" > /tmp/configuration.json
    if [ -f /mnt/external_files/configs/configuration.json ]; then
      cp /mnt/external_files/configs/configuration.json /tmp/configuration.json
    fi
    /opt/clearml/utilities/update_from_env.py \\
      --verbose \\
      /tmp/configuration.json \\
      $html/configuration.json
    sed "s#API#$NGINX_APISERVER_ADDRESS#" /etc/nginx/clearml.conf.template > /etc/nginx/sites-enabled/default
    if [ -n "$CLEARML_SERVER_SUB_PATH" ]; then
      mkdir -p /etc/nginx/default.d
      echo "location /$CLEARML_SERVER_SUB_PATH {}" > /etc/nginx/default.d/clearml_subpath.conf
      cp $html/env.js $html/env.js.origin
      sed "s#BASE#$CLEARML_SERVER_SUB_PATH#" $html/env.js.origin > $html/env.js
      cp $html/index.html $html/index.html.origin
      sed "s#href=\\"/\\"#href=\\"/$CLEARML_SERVER_SUB_PATH/\\"#" $html/index.html.origin > $html/index.html
    fi
    /usr/sbin/nginx -g "daemon off;" ;;
  fileserver)
    cd /opt/clearml/fileserver
    if [ -n "$FILESERVER_USE_GUNICORN" ]; then gunicorn fileserver:app; else python3 fileserver.py; fi ;;
esac
`

/** What all programs can do. A server that cannot write where it must, or cannot listen, ends with 1. */
const common = `#!/bin/bash
set -e
log() { echo "$1" | tee -a "$1" > /dev/null || exit 1; }
errors() { mkdir -p /opt/clearml/apiserver/apierrors/errors; date > /opt/clearml/apiserver/apierrors/errors/__init__.py; }
listen() {
  perl -MSocket -e 'socket(S, PF_INET, SOCK_STREAM, 0); bind(S, sockaddr_in($ARGV[0], INADDR_ANY)) or die "bind $ARGV[0]: $!\\n"; listen(S, 1)' "$1"
}
serving() { echo "serving: $(basename "$0") $* in $PWD as $(id -u):$(id -g)"; }
upload() { date > "$(mktemp /tmp/upload.XXXXXX)"; date > /mnt/fileserver/model.bin; }
read_all() { IFS=: read -ra directories <<< "$CLEARML_CONFIG_DIR"; for one in "\${directories[@]}"; do cat "$one"/* > /dev/null; done; }
`

const python = `${common}
case "$*" in
  '-m apiserver.apierrors_generator') errors ;;
  '-m apiserver.server') errors; read_all; log /var/log/clearml/apiserver.log; mktemp > /dev/null; listen 8008; serving "$@" ;;
  fileserver.py) read_all; log /var/log/clearml/fileserver.log; upload; listen 8081; serving "$@" ;;
  '-m jobs.async_urls_delete '*) [ "$PYTHONPATH" = /opt/clearml/apiserver ]; errors; read_all; serving "$@" ;;
  /opt/clearml/utilities/update_from_env.py*) cat "$1" "$3" > /dev/null; echo '{"from": "env"}' > "$4" ;;
  */credentials.py)
    cat "$1" > /dev/null
    for key in $FILES; do umask 0337; echo '{}' > "$TARGET/$key"; done ;;
  *) echo "python3 $*: what is that?"; exit 1 ;;
esac
`

const gunicorn = `${common}
case "$*" in
  *apiserver.server:app) errors; log /var/log/clearml/apiserver.log ;;
  *) log /var/log/clearml/fileserver.log; upload ;;
esac
mktemp > /dev/null
serving "$@"
`

const nginx = `${common}
echo $$ > /run/nginx.pid
mkdir -p /var/lib/nginx/body
date > /var/lib/nginx/body/1
echo 'GET / 200' >> /var/log/nginx/access.log
echo "site: $(cat /etc/nginx/sites-enabled/default)"
cat /etc/nginx/default.d/*.conf 2> /dev/null || :
cat /usr/share/nginx/html/{index.html,env.js,assets/app.js,configuration.json}
listen 80
serving "$@"
`

const text = (root: string, path: string, content: string, mode = 0o644): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true, mode: 0o755 })
  writeFileSync(join(root, path), content, { mode })
}

/** Makes the tree below `root`; everything in it belongs to the user that calls, who is root. */
export const serverImage = (root: string): void => {
  for (const path of [
    'proc',
    'dev',
    'run',
    'usr/bin',
    'usr/lib',
    'var/lib/nginx',
    'var/log/nginx',
    'opt/clearml/log',
  ])
    mkdirSync(join(root, path), { recursive: true, mode: 0o755 })
  for (const name of ['bin', 'sbin', 'lib', 'lib64']) symlinkSync(`usr/${name}`, join(root, name))
  mkdirSync(join(root, 'root'), { mode: 0o700 })
  mkdirSync(join(root, 'tmp'))
  chmodSync(join(root, 'tmp'), 0o1777)
  text(root, 'opt/clearml/entrypoint.sh', entrypoint, 0o744)
  text(root, 'opt/clearml/utilities/update_from_env.py', '#!/usr/bin/env python3\n', 0o744)
  text(root, 'opt/clearml/apiserver/apierrors/errors.conf', '100 {}\n')
  text(root, 'opt/clearml/fileserver/fileserver.py', '')
  text(root, 'usr/share/nginx/html/index.html', '<base href="/"> the UI\n')
  text(root, 'usr/share/nginx/html/env.js', 'base = "BASE"\n')
  text(root, 'usr/share/nginx/html/assets/app.js', 'the application\n')
  text(root, 'usr/share/nginx/html/configuration.json', '{"from": "image"}\n')
  text(root, 'etc/nginx/clearml.conf.template', 'listen 80; proxy_pass API;\n')
  text(root, 'etc/nginx/sites-available/default', 'of Debian\n')
  mkdirSync(join(root, 'etc/nginx/sites-enabled'))
  symlinkSync('/etc/nginx/sites-available/default', join(root, 'etc/nginx/sites-enabled/default'))
  for (const [name, stream] of [
    ['access.log', '/dev/stdout'],
    ['error.log', '/dev/stderr'],
  ] as const)
    symlinkSync(stream, join(root, 'var/log/nginx', name))
  text(root, 'etc/passwd', 'root:x:0:0:root:/root:/bin/bash\n')
  text(root, 'usr/sbin/nginx', nginx, 0o755)
  text(root, 'usr/local/bin/python3', python, 0o755)
  text(root, 'usr/local/bin/gunicorn', gunicorn, 0o755)
  // Whoever is waited for answers at once.
  for (const name of ['curl', 'timeout']) text(root, `usr/local/bin/${name}`, '#!/bin/sh\n', 0o755)
}
