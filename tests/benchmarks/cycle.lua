-- wrk: asks for each address of a file in turn, and ends with a line of JSON.
-- The second argument says what the readers unpack; without it, nothing.

local requests = {}
local turn = 0

function init(arguments)
  local headers = { ["Accept-Encoding"] = arguments[2] or "identity" }
  for path in io.lines(arguments[1]) do
    requests[#requests + 1] = wrk.format("GET", path, headers)
  end
end

function request()
  turn = turn % #requests + 1
  return requests[turn]
end

function done(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format(
    '\n{"requests_per_second": %.1f, "p50_ms": %.3f, "p95_ms": %.3f, "p99_ms": %.3f, "failed": %d}\n',
    summary.requests / summary.duration * 1e6,
    latency:percentile(50) / 1e3,
    latency:percentile(95) / 1e3,
    latency:percentile(99) / 1e3,
    failed
  ))
end
