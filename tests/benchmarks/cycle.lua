-- wrk: asks for each address of a file in turn, and ends with a line of JSON.
-- The second argument says what the readers take packed: gzip, or identity for nothing.
-- With a third each reader waits before each request, for so many seconds on average.

local requests = {}
local turn = 0

function init(arguments)
  local headers = { ["Accept-Encoding"] = arguments[2] }
  for path in io.lines(arguments[1]) do
    requests[#requests + 1] = wrk.format("GET", path, headers)
  end
  local seconds = tonumber(arguments[3])
  if seconds then
    math.randomseed(1)
    -- wrk looks for this function after init, and measures from when a request is sent.
    delay = function()
      return math.floor(-1000 * seconds * math.log(1 - math.random()))
    end
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
