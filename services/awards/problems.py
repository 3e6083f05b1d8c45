"""Problems of awards: every code it answers with besides the chassis's own, and its two sentences.

Where a rule comes from the law or from the plan, the sentence names the passage (`source`, from catalogue/).
"""

from chassis.errors import Problem

PROBLEMS: dict[str, Problem] = {
    "law-missing": Problem(
        409,
        "Danh mục chưa có quy định pháp luật cho ngày {day}.",
        "The catalogue has no law for the day {day}.",
    ),
    "form-missing": Problem(
        422,
        "Hình thức khen thưởng “{form}” chưa có hiệu lực vào ngày {day} ({pointer}).",
        "The form of commendation “{form}” is not in force on {day} ({pointer}).",
    ),
    "day-too-early": Problem(
        422,
        "Ngày {day} ({pointer}) không được trước ngày {earliest} của bước trước.",
        "The day {day} ({pointer}) may not be before {earliest}, the day of the step before.",
    ),
    "weights-not-whole": Problem(
        422,
        "Tổng trọng số ({pointer}) là {total}, phải đúng 100. Căn cứ: {source}.",
        "The weights ({pointer}) sum to {total}, not to exactly 100. Source: {source}.",
    ),
    "criterion-twice": Problem(
        422,
        "Mã tiêu chí “{criterion}” bị trùng ({pointer}).",
        "The criterion “{criterion}” stands twice ({pointer}).",
    ),
    "detection-as-fault": Problem(
        422,
        "Số vụ phát hiện không được tính là điểm trừ ({pointer}). Căn cứ: {source}.",
        "Detections may not count as a fault ({pointer}). Source: {source}.",
    ),
    "author-is-publisher": Problem(
        403,
        "Người soạn bộ tiêu chí không được tự công bố bộ tiêu chí của mình.",
        "Who wrote a set of criteria may not publish it.",
    ),
    "criteria-not-published": Problem(
        422,
        "Phong trào chưa có bộ tiêu chí được công bố trước khi soạn hồ sơ ({pointer}). Căn cứ: {source}.",
        "No criteria of the campaign were published before this was drafted ({pointer}). Source: {source}.",
    ),
    "score-out-of-criteria": Problem(
        422,
        "Điểm cho tiêu chí “{criterion}” không có trong bộ tiêu chí hoặc vượt mức tối đa ({pointer}).",
        "The points for “{criterion}” are under no criterion or above its most ({pointer}).",
    ),
    "evidence-not-accepted": Problem(
        422,
        "Minh chứng {pointer} không phải báo cáo đã được chấp nhận của đơn vị. Căn cứ: {source}.",
        "The evidence {pointer} is no accepted report of the unit. Source: {source}.",
    ),
    "evidence-missing": Problem(
        422,
        "Hồ sơ phải dẫn ít nhất một báo cáo đã được chấp nhận ({pointer}). Căn cứ: {source}.",
        "A nomination must cite at least one accepted report ({pointer}). Source: {source}.",
    ),
    "own-unit": Problem(
        403,
        "Không được xác minh hoặc biểu quyết về gương điển hình của chính đơn vị mình. Căn cứ: {source}.",
        "One may not verify or vote on an exemplar of one's own unit. Source: {source}.",
    ),
    "exemplar-not-verified": Problem(
        422,
        "Gương điển hình ({pointer}) chưa được hội đồng xác minh.",
        "The exemplar ({pointer}) has not been verified by its council.",
    ),
    "author-is-submitter": Problem(
        403,
        "Người soạn hồ sơ không được tự ký nộp hồ sơ của mình.",
        "Who wrote a nomination may not hand it in.",
    ),
    "type-not-of-form": Problem(
        422,
        "Loại khen thưởng này không áp dụng cho {form} ({pointer}). Căn cứ: {source}.",
        "This type of commendation does not lead to {form} ({pointer}). Source: {source}.",
    ),
    "subject-not-of-form": Problem(
        422,
        "{form} không tặng cho loại đối tượng này ({pointer}). Căn cứ: {source}.",
        "{form} is not given to this kind of subject ({pointer}). Source: {source}.",
    ),
    "authority-lacks-form": Problem(
        422,
        "Cơ quan ở {pointer} không có thẩm quyền tặng {form} cho đơn vị này. Căn cứ: {source}.",
        "The agency at {pointer} has no authority to give {form} to this unit. Source: {source}.",
    ),
    "central-policy-missing": Problem(
        422,
        "Khen thưởng chuyên đề cần chủ trương của Trung ương ({pointer}). Căn cứ: {source}.",
        "Thematic commendation needs a central policy ({pointer}). Source: {source}.",
    ),
    "document-missing": Problem(
        422,
        "Hồ sơ thiếu tài liệu bắt buộc ({pointer}). Căn cứ: {source}.",
        "The dossier lacks a paper it must have ({pointer}). Source: {source}.",
    ),
    "violation-concluded": Problem(
        422,
        "Đối tượng đã bị kết luận vi phạm nên không được đề nghị khen thưởng ({pointer}). Căn cứ: {source}.",
        "A concluded violation excludes from commendation ({pointer}). Source: {source}.",
    ),
    "already-rewarded": Problem(
        422,
        "Thành tích này đã hoặc đang được khen thưởng ({pointer}). Căn cứ: {source}.",
        "This achievement is, or is about to be, commended already ({pointer}). Source: {source}.",
    ),
    "nomination-not-submitted": Problem(
        422,
        "Hồ sơ đề nghị ({pointer}) không ở trạng thái đã nộp.",
        "The nomination ({pointer}) does not wait for a decision.",
    ),
    "nominations-unlike": Problem(
        422,
        "Một quyết định chỉ gồm các hồ sơ cùng phong trào, cùng loại và cùng hình thức ({pointer}).",
        "One decision takes nominations of one campaign, one type and one form ({pointer}).",
    ),
    "author-is-appraiser": Problem(
        403,
        "Người soạn hoặc ký nộp hồ sơ ({pointer}) không được trình quyết định khen thưởng hồ sơ đó.",
        "Who wrote or handed in a nomination ({pointer}) may not bring it to a decision.",
    ),
    "award-confidential": Problem(
        422,
        "Khen thưởng này được giữ bí mật, không được công bố. Căn cứ: {source}.",
        "This award is confidential and may not be made known. Source: {source}.",
    ),
    "consent-missing": Problem(
        422,
        "Chưa có sự đồng ý của cá nhân, gia đình được công bố tên ({pointer}). Căn cứ: {source}.",
        "The person or family to be named has not agreed ({pointer}). Source: {source}.",
    ),
}
