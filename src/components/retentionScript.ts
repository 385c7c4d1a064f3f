/**
 * A Python 3 program, of the standard library alone, for the image `clearml/server`: deletes what is older than asked in
 * ClearML's indices. Its environment is in its own docstring; it ends with 1 where Elasticsearch refuses or is not there.
 *
 * Names of indices and their fields: `apiserver/bll/workers`, `apiserver/bll/queue/queue_metrics.py` (one index for each
 * month, ending in `_YYYY-MM`) and `apiserver/bll/event` (`events-log-COMPANY`, `timestamp` in milliseconds) of
 * clearml-server.
 *
 * Laws (tested): the present month is never deleted; an index whose name does not end in a month is left alone.
 */
export const retentionScript: string = String.raw`"""Deletes what is older than asked in ClearML's indices of Elasticsearch.

Environment:
  ELASTICSEARCH          URLs, separated by spaces; the first that answers is used
  ELASTICSEARCH_CA       file of certificates (those of the system, or of SSL_CERT_FILE)
  ELASTICSEARCH_VERIFY   "false": whoever answers is believed
  CLEARML_ELASTIC_SERVICE_USERNAME, CLEARML_ELASTIC_SERVICE_PASSWORD    for one that asks for them
  LOG_DAYS               days for which console logs of tasks are kept (for ever)
  WORKER_STATS_MONTHS, QUEUE_METRICS_MONTHS    months beside the present one (for ever)
"""
import base64, datetime, json, os, re, ssl, sys, urllib.error, urllib.request

USER, PASSWORD = (os.environ.get(f"CLEARML_ELASTIC_SERVICE_{name}") for name in ("USERNAME", "PASSWORD"))
TLS = ssl.create_default_context(cafile=os.environ.get("ELASTICSEARCH_CA"))
if os.environ.get("ELASTICSEARCH_VERIFY") == "false":
    TLS.check_hostname, TLS.verify_mode = False, ssl.CERT_NONE
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=TLS))


def log(text):
    print("retention:", text, flush=True)


def ask(base, method, path, body=None, timeout=3600):
    request = urllib.request.Request(base + path, method=method, headers={"Content-Type": "application/json"})
    if USER:
        pair = base64.b64encode(f"{USER}:{PASSWORD or ''}".encode()).decode()
        request.add_header("Authorization", f"Basic {pair}")
    data = None if body is None else json.dumps(body).encode()
    with DIRECT.open(request, data, timeout=timeout) as response:
        return json.load(response)


def answering():
    problem = "no URL is given"
    for base in os.environ["ELASTICSEARCH"].split():
        try:
            ask(base, "GET", "/", timeout=30)
            return base
        except (OSError, ValueError) as error:
            problem = f"{base}: {error}"
    sys.exit(f"retention: Elasticsearch does not answer: {problem}")


def delete_months(base, prefix, months):
    now = datetime.datetime.now(datetime.timezone.utc)
    present = now.year * 12 + now.month - 1
    for index in ask(base, "GET", f"/_cat/indices/{prefix}*?format=json&h=index"):
        name = index["index"]
        found = re.fullmatch(r"(?P<prefix>[a-z_]+_[0-9a-z]+)_(?P<year>\d{4})-(?P<month>0[1-9]|1[0-2])", name)
        if not found or present - (int(found["year"]) * 12 + int(found["month"]) - 1) <= months:
            continue
        ask(base, "DELETE", f"/{name}")
        log(f"deleted {name}")


def delete_logs(base, days):
    now = datetime.datetime.now(datetime.timezone.utc)
    before = int((now - datetime.timedelta(days=days)).timestamp() * 1000)
    query = {"query": {"range": {"timestamp": {"lt": before}}}}
    path = "/events-log-*/_delete_by_query?conflicts=proceed&ignore_unavailable=true&allow_no_indices=true"
    log(f"deleted {ask(base, 'POST', path, query).get('deleted', 0)} log records older than {days} days")


try:
    url = answering()
    for prefix, variable in (("worker_stats_", "WORKER_STATS_MONTHS"), ("queue_metrics_", "QUEUE_METRICS_MONTHS")):
        if os.environ.get(variable):
            delete_months(url, prefix, int(os.environ[variable]))
    if os.environ.get("LOG_DAYS"):
        delete_logs(url, int(os.environ["LOG_DAYS"]))
except (OSError, ValueError, KeyError) as error:
    detail = error.read().decode("utf-8", "replace")[:500] if isinstance(error, urllib.error.HTTPError) else ""
    sys.exit(f"retention: {error} {detail}".rstrip())
`
