#!/usr/bin/env bash
# The main job, embedded: makes the sample, checks the real plan, prints the board, writes results under out/.
set -euo pipefail
cd "$(dirname "$0")/.."
plan=plans/thanh_hoa_prostitution_2016_2020
bash scripts/stop.sh
rm -rf out/sample out/report_2017 out/office.sqlite3*
mkdir -p out

echo "── 1. Kế hoạch thật, đối chiếu với chính nó · the real plan, checked against itself"
thuocdo check "$plan" | tee out/check.txt

echo
echo "── 2. Bộ số liệu mẫu: tỉnh hư cấu, năm năm báo cáo · the sample: a fictional province, five years of reports"
thuocdo sample "$plan" --seed 1 --out out/sample
values=(out/sample/plan --values out/sample/values.csv)

echo
echo "── 3. Bảng chỉ tiêu ngày 31/12/2020 · the board"
thuocdo board "${values[@]}" --on 2020-12-31 --lang vi | tee out/board.txt
thuocdo board "${values[@]}" --on 2020-12-31 --format json > out/board.json

echo
echo "── 4. Vì sao: S2 ở một huyện · why: S2 in one district"
thuocdo explain "${values[@]}" S2 --on 2020-12-31 --orgunit M07 > out/explain_s2.txt
head -24 out/explain_s2.txt

echo
echo "── 5. Ai chưa gửi · who has not sent; và số liệu cần hỏi lại · what the checks ask about"
thuocdo obligations "${values[@]}" --on 2020-12-31 --period 2020 --show open > out/obligations.txt
thuocdo findings "${values[@]}" --on 2020-12-31 | tee out/findings.txt

echo
echo "── 6. Báo cáo năm 2017: Word, Excel, PDF · the annual report"
thuocdo report "${values[@]}" --period 2017 --signed-on 2017-12-20 --out out/report_2017
ls out/report_2017

echo
echo "── 7. Văn phòng trên trang web · the office in a browser"
export DATABASE_URL=sqlite:///out/office.sqlite3 THUOCDO_TODAY=2020-12-16 THUOCDO_DEMO=1
thuocdo office load out/sample/plan --values out/sample/values.csv --on "$THUOCDO_TODAY" --demo
port=${PORT:-8112}
nohup thuocdo serve --port "$port" > out/office.log 2>&1 &
echo $! > out/office.pid
for _ in $(seq 60); do
  if python - "$port" 2> /dev/null <<'PY'
import sys, urllib.request
urllib.request.urlopen(f"http://127.0.0.1:{sys.argv[1]}/accounts/login/", timeout=5)
PY
  then open=1; break; fi
  kill -0 "$(cat out/office.pid)" 2> /dev/null || break
  sleep 1
done
[ "${open:-}" ] || { echo "office: không mở được, xem out/office.log · it did not open" >&2; cat out/office.log >&2; exit 1; }
echo "Văn phòng mở ở · the office is open at http://127.0.0.1:$port/  (đóng · close: make stop)"

echo
echo "Kết quả ở thư mục out/ · results are in out/: $(ls out | tr '\n' ' ')"
