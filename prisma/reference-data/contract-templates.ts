/**
 * Contract templates. In a body each line is a paragraph, `{{key}}` is a field, and a line that begins with "Điều" and a
 * number is a heading; a paragraph with a field that is left empty is left out. The parties and the places of their signatures are added when a contract is drafted.
 */

export interface TemplateField {
  key: string;
  label: { vi: string; en: string };
  type: 'text' | 'number' | 'date';
  required: boolean;
}

export interface ContractTemplateData {
  id: string;
  name: string;
  nameEn: string;
  body: string;
  fields: TemplateField[];
}

function field(
  key: string,
  vi: string,
  en: string,
  type: TemplateField['type'] = 'text',
  required = true,
): TemplateField {
  return { key, label: { vi, en }, type, required };
}

const common = [
  'Căn cứ Bộ luật Dân sự số 91/2015/QH13 ngày 24 tháng 11 năm 2015;',
  'Căn cứ Luật Giao dịch điện tử số 20/2023/QH15 ngày 22 tháng 6 năm 2023;',
];

const closing = [
  'Các bên cam kết thực hiện đúng và đầy đủ các điều khoản của hợp đồng. Bên vi phạm phải bồi thường thiệt hại thực tế và chịu phạt vi phạm theo quy định của pháp luật, nhưng không quá 8 % giá trị phần nghĩa vụ bị vi phạm.',
  'Tranh chấp phát sinh trước hết được giải quyết bằng thương lượng; nếu không thương lượng được thì đưa ra Tòa án nhân dân có thẩm quyền tại Hà Nội.',
];

const effect = [
  'Hợp đồng được giao kết bằng phương tiện điện tử, có hiệu lực kể từ thời điểm bên cuối cùng ký số. Bản hợp đồng có đủ chữ ký số của các bên có giá trị như bản gốc; mỗi bên được nhận một bản qua hệ thống.',
];

export const contractTemplates: readonly ContractTemplateData[] = [
  {
    id: 'service',
    name: 'Hợp đồng dịch vụ',
    nameEn: 'Service contract',
    fields: [
      field('service', 'Nội dung dịch vụ', 'Service'),
      field('value', 'Giá trị hợp đồng (đồng)', 'Contract value (VND)', 'number'),
      field('startDate', 'Ngày bắt đầu', 'Start date', 'date'),
      field('endDate', 'Ngày kết thúc', 'End date', 'date'),
      field('paymentTerms', 'Phương thức thanh toán', 'Payment terms', 'text', false),
      field('location', 'Địa điểm thực hiện', 'Place of performance', 'text', false),
    ],
    body: [
      ...common,
      'Căn cứ nhu cầu và khả năng của các bên, các bên thống nhất ký kết hợp đồng dịch vụ với các điều khoản sau:',
      'Điều 1. Nội dung dịch vụ',
      'Bên B cung cấp cho Bên A dịch vụ: {{service}}.',
      'Địa điểm thực hiện: {{location}}.',
      'Điều 2. Thời hạn thực hiện',
      'Hợp đồng được thực hiện từ ngày {{startDate}} đến hết ngày {{endDate}}.',
      'Điều 3. Giá trị hợp đồng và thanh toán',
      'Giá trị hợp đồng là {{value}} đồng, đã bao gồm thuế giá trị gia tăng.',
      'Phương thức thanh toán: {{paymentTerms}}.',
      'Điều 4. Quyền và nghĩa vụ của Bên A',
      'Bên A có quyền yêu cầu Bên B thực hiện dịch vụ đúng chất lượng, số lượng và thời hạn đã thỏa thuận; có nghĩa vụ cung cấp thông tin, tài liệu cần thiết và thanh toán đúng hạn.',
      'Điều 5. Quyền và nghĩa vụ của Bên B',
      'Bên B có quyền yêu cầu Bên A cung cấp thông tin, tài liệu và thanh toán đúng hạn; có nghĩa vụ thực hiện dịch vụ đúng thỏa thuận, không giao lại cho người khác nếu Bên A không đồng ý, và giữ bí mật thông tin biết được trong quá trình thực hiện.',
      'Điều 6. Trách nhiệm do vi phạm và giải quyết tranh chấp',
      ...closing,
      'Điều 7. Hiệu lực của hợp đồng',
      ...effect,
    ].join('\n'),
  },
  {
    id: 'goods-purchase',
    name: 'Hợp đồng mua bán hàng hóa',
    nameEn: 'Goods purchase contract',
    fields: [
      field('goods', 'Hàng hóa', 'Goods'),
      field('quantity', 'Số lượng', 'Quantity', 'number'),
      field('unit', 'Đơn vị tính', 'Unit'),
      field('value', 'Giá trị hợp đồng (đồng)', 'Contract value (VND)', 'number'),
      field('deliveryDate', 'Ngày giao hàng', 'Delivery date', 'date'),
      field('deliveryPlace', 'Địa điểm giao hàng', 'Place of delivery'),
      field('warrantyMonths', 'Thời hạn bảo hành (tháng)', 'Warranty (months)', 'number', false),
      field('paymentTerms', 'Phương thức thanh toán', 'Payment terms', 'text', false),
    ],
    body: [
      ...common,
      'Căn cứ Luật Thương mại số 36/2005/QH11 ngày 14 tháng 6 năm 2005;',
      'Căn cứ nhu cầu và khả năng của các bên, các bên thống nhất ký kết hợp đồng mua bán hàng hóa với các điều khoản sau:',
      'Điều 1. Hàng hóa',
      'Bên B bán và Bên A mua: {{goods}}; số lượng: {{quantity}} {{unit}}. Hàng hóa mới 100 %, đúng tiêu chuẩn của nhà sản xuất, có nguồn gốc, xuất xứ rõ ràng.',
      'Điều 2. Giao nhận',
      'Bên B giao hàng cho Bên A vào ngày {{deliveryDate}} tại {{deliveryPlace}}. Việc giao nhận được lập thành biên bản có xác nhận của hai bên.',
      'Điều 3. Giá trị hợp đồng và thanh toán',
      'Giá trị hợp đồng là {{value}} đồng, đã bao gồm thuế giá trị gia tăng và chi phí vận chuyển.',
      'Phương thức thanh toán: {{paymentTerms}}.',
      'Điều 4. Bảo hành',
      'Bên B bảo hành hàng hóa theo tiêu chuẩn của nhà sản xuất kể từ ngày giao nhận.',
      'Thời hạn bảo hành: {{warrantyMonths}} tháng.',
      'Điều 5. Trách nhiệm do vi phạm và giải quyết tranh chấp',
      ...closing,
      'Điều 6. Hiệu lực của hợp đồng',
      ...effect,
    ].join('\n'),
  },
  {
    id: 'office-lease',
    name: 'Hợp đồng thuê mặt bằng',
    nameEn: 'Premises lease contract',
    fields: [
      field('premises', 'Mặt bằng cho thuê', 'Premises'),
      field('area', 'Diện tích (m²)', 'Area (m²)', 'number'),
      field('rent', 'Giá thuê mỗi tháng (đồng)', 'Monthly rent (VND)', 'number'),
      field('startDate', 'Ngày bắt đầu thuê', 'Start date', 'date'),
      field('months', 'Thời hạn thuê (tháng)', 'Term (months)', 'number'),
    ],
    body: [
      ...common,
      'Các bên thống nhất ký kết hợp đồng thuê mặt bằng với các điều khoản sau:',
      'Điều 1. Mặt bằng cho thuê',
      'Bên A cho Bên B thuê mặt bằng tại {{premises}}, diện tích {{area}} m².',
      'Điều 2. Thời hạn thuê',
      'Thời hạn thuê là {{months}} tháng kể từ ngày {{startDate}}.',
      'Điều 3. Giá thuê',
      'Giá thuê là {{rent}} đồng mỗi tháng, thanh toán trước ngày 05 hằng tháng.',
      'Điều 4. Trách nhiệm do vi phạm và giải quyết tranh chấp',
      ...closing,
      'Điều 5. Hiệu lực của hợp đồng',
      ...effect,
    ].join('\n'),
  },
];
