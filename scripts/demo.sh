#!/usr/bin/env bash
# The main job, embedded: makes the sample, checks the real plan, prints the board, writes results under out/.
set -euo pipefail
cd "$(dirname "$0")/.."
plan=plans/thanh_hoa_prostitution_2016_2020
rm -rf out/sample out/report_2017
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
echo "Kết quả ở thư mục out/ · results are in out/: $(ls out | tr '\n' ' ')"
