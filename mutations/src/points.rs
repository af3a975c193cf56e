//! Finds the places of a file where a change of the code changes what it decides.

mod early_return;
mod literal;
mod operator;

use std::ops::Range;
use std::path::Path;

use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{
    AngleBracketedGenericArguments, Arm, Attribute, BinOp, Block, Expr, ExprBinary, ExprCall, ExprClosure, ExprConst,
    ExprIf, ExprLit, ExprMethodCall, ExprRange, ExprRepeat, ExprUnary, ExprWhile, ImplItemConst, ImplItemFn, ItemConst,
    ItemEnum, ItemFn, ItemImpl, ItemMod, ItemStatic, Lit, Macro, Pat, PatGuard, RangeLimits, Signature, TraitItemConst,
    TraitItemFn, Type, UnOp,
};

use crate::Failure;
use crate::mutation::Mutation;
use crate::sources::is_for_tests;

/// The mutations of a file, without numbers.
pub(crate) fn mutations_of(file: &Path, source: &str) -> Result<Vec<Mutation>, Failure> {
    let parsed = syn::parse_file(source).map_err(|error| format!("{}: {error}", file.display()))?;
    let mut finder = Finder { file, source, scope: Vec::new(), mutations: Vec::new() };
    finder.visit_file(&parsed);
    Ok(finder.mutations)
}

struct Finder<'a> {
    file: &'a Path,
    source: &'a str,
    /// The type and the functions around the expression.
    scope: Vec<String>,
    mutations: Vec<Mutation>,
}

impl Finder<'_> {
    fn text(&self, range: Range<usize>) -> &str {
        self.source.get(range).unwrap_or_default()
    }

    fn text_of(&self, node: &impl Spanned) -> &str {
        self.text(node.span().byte_range())
    }

    /// Adds a mutation of the expression in `range`.
    fn replace(&mut self, range: Range<usize>, code: String) {
        let change = format!("{} => {}", one_line(self.text(range.clone())), one_line(&code));
        self.add(range, code, change);
    }

    fn add(&mut self, range: Range<usize>, code: String, change: String) {
        let line = self.source.get(..range.start).unwrap_or_default().matches('\n').count() + 1;
        let function = self.scope.join("::");
        self.mutations.push(Mutation {
            id: 0,
            file: self.file.to_owned(),
            line,
            function,
            change,
            before: 0,
            range,
            code,
        });
    }

    fn function(&mut self, attributes: &[Attribute], signature: &Signature, block: &Block) {
        // A `const fn` can't call the switch.
        if is_for_tests(attributes) || signature.constness.is_some() {
            return;
        }
        self.scope.push(signature.ident.to_string());
        let start = block.brace_token.span.open().byte_range().end;
        for value in early_return::values(&signature.output, block) {
            self.add(start..start, format!("return {value};"), format!("return {value}"));
        }
        self.visit_block(block);
        self.scope.pop();
    }

    /// Adds mutations of the parts of a condition that are expressions.
    fn condition(&mut self, condition: &Expr, constants: &[bool]) {
        match condition {
            Expr::Let(_) => {}
            Expr::Binary(ExprBinary { left, op: BinOp::And(_), right, .. }) if has_let(condition) => {
                self.condition(left, constants);
                self.condition(right, constants);
            }
            _ => {
                for constant in constants {
                    self.replace(condition.span().byte_range(), constant.to_string());
                }
            }
        }
    }

    /// Adds mutations that swap two arguments next to each other.
    fn swaps<'a>(&mut self, call: &impl Spanned, arguments: impl Iterator<Item = &'a Expr>) {
        let whole = call.span().byte_range();
        let ranges: Vec<_> =
            arguments.filter(|argument| is_simple(argument)).map(|it| it.span().byte_range()).collect();
        for pair in ranges.windows(2) {
            let [first, second] = pair else { continue };
            let (one, other) = (self.text(first.clone()), self.text(second.clone()));
            if one == other {
                continue;
            }
            let before = self.text(whole.start..first.start);
            let between = self.text(first.end..second.start);
            let after = self.text(second.end..whole.end);
            let code = format!("{before}{other}{between}{one}{after}");
            self.replace(whole.clone(), code);
        }
    }
}

impl<'ast> Visit<'ast> for Finder<'_> {
    // Code that is evaluated by the compiler, and code that decides nothing.
    fn visit_item_const(&mut self, _: &'ast ItemConst) {}
    fn visit_item_static(&mut self, _: &'ast ItemStatic) {}
    fn visit_item_enum(&mut self, _: &'ast ItemEnum) {}
    fn visit_impl_item_const(&mut self, _: &'ast ImplItemConst) {}
    fn visit_trait_item_const(&mut self, _: &'ast TraitItemConst) {}
    fn visit_expr_const(&mut self, _: &'ast ExprConst) {}
    fn visit_type(&mut self, _: &'ast Type) {}
    fn visit_angle_bracketed_generic_arguments(&mut self, _: &'ast AngleBracketedGenericArguments) {}
    fn visit_attribute(&mut self, _: &'ast Attribute) {}
    fn visit_macro(&mut self, _: &'ast Macro) {}
    fn visit_pat(&mut self, _: &'ast Pat) {}

    fn visit_expr_repeat(&mut self, repeat: &'ast ExprRepeat) {
        self.visit_expr(&repeat.expr);
    }

    fn visit_expr_closure(&mut self, closure: &'ast ExprClosure) {
        self.visit_expr(&closure.body);
    }

    fn visit_item_mod(&mut self, module: &'ast ItemMod) {
        if !is_for_tests(&module.attrs) {
            visit::visit_item_mod(self, module);
        }
    }

    fn visit_item_impl(&mut self, block: &'ast ItemImpl) {
        let of_trait = block.trait_.as_ref().and_then(|(path, _)| path.segments.last());
        let is_text = of_trait.is_some_and(|name| name.ident == "Debug" || name.ident == "Display");
        if is_for_tests(&block.attrs) || is_text {
            return;
        }
        self.scope.push(self.text_of(&*block.self_ty).to_owned());
        for item in &block.items {
            self.visit_impl_item(item);
        }
        self.scope.pop();
    }

    fn visit_item_fn(&mut self, function: &'ast ItemFn) {
        self.function(&function.attrs, &function.sig, &function.block);
    }

    fn visit_impl_item_fn(&mut self, function: &'ast ImplItemFn) {
        self.function(&function.attrs, &function.sig, &function.block);
    }

    fn visit_trait_item_fn(&mut self, function: &'ast TraitItemFn) {
        if let Some(block) = &function.default {
            self.function(&function.attrs, &function.sig, block);
        }
    }

    fn visit_expr_if(&mut self, branch: &'ast ExprIf) {
        self.condition(&branch.cond, &[true, false]);
        visit::visit_expr_if(self, branch);
    }

    fn visit_expr_while(&mut self, repeated: &'ast ExprWhile) {
        // Without an end, nearly every loop hangs.
        self.condition(&repeated.cond, &[false]);
        visit::visit_expr_while(self, repeated);
    }

    fn visit_arm(&mut self, arm: &'ast Arm) {
        if let Pat::Guard(PatGuard { guard, .. }) = &arm.pat {
            self.condition(guard, &[true, false]);
            self.visit_expr(guard);
        }
        self.visit_expr(&arm.body);
    }

    fn visit_expr_binary(&mut self, binary: &'ast ExprBinary) {
        let ExprBinary { left, op, right, .. } = binary;
        let whole = binary.span().byte_range();
        if operator::is_assignment(op) {
            self.replace(whole, "()".to_owned());
        } else if let Some(other) = operator::changed(op).filter(|_| !has_let(left) && !has_let(right)) {
            let operator = op.span().byte_range();
            let before = self.text(whole.start..operator.start);
            let code = format!("{before}{other}{}", self.text(operator.end..whole.end));
            self.replace(whole, code);
        }
        visit::visit_expr_binary(self, binary);
    }

    fn visit_expr_unary(&mut self, unary: &'ast ExprUnary) {
        if let UnOp::Not(_) = unary.op {
            self.replace(unary.span().byte_range(), self.text_of(&*unary.expr).to_owned());
        }
        visit::visit_expr_unary(self, unary);
    }

    fn visit_expr_lit(&mut self, literal: &'ast ExprLit) {
        let Lit::Int(integer) = &literal.lit else { return };
        let range = integer.span().byte_range();
        for code in literal::changed(integer) {
            let change = format!("{} => {code} in {}", self.text(range.clone()), line_at(self.source, range.start));
            self.add(range.clone(), code, change);
        }
    }

    fn visit_expr_range(&mut self, range: &'ast ExprRange) {
        if let (RangeLimits::HalfOpen(_), Some(end)) = (&range.limits, &range.end)
            // The literal has mutations of its own.
            && !matches!(**end, Expr::Lit(_))
        {
            // This compiles where a range of another type would not.
            let change = format!("{} => ..=", one_line(self.text_of(range)));
            self.add(end.span().byte_range(), format!("({}) + 1", self.text_of(&**end)), change);
        }
        visit::visit_expr_range(self, range);
    }

    fn visit_expr_call(&mut self, call: &'ast ExprCall) {
        let decides = !matches!(&*call.func, Expr::Path(function)
            if function.path.segments.last().is_some_and(|name| name.ident == "with_capacity"));
        if decides {
            self.swaps(call, call.args.iter());
            visit::visit_expr_call(self, call);
        }
    }

    fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
        if call.method == "reserve" {
            return;
        }
        self.swaps(call, call.args.iter());
        visit::visit_expr_method_call(self, call);
    }
}

/// Whether a part of a condition is `let PATTERN = VALUE`.
fn has_let(condition: &Expr) -> bool {
    match condition {
        Expr::Let(_) => true,
        Expr::Binary(ExprBinary { left, op: BinOp::And(_), right, .. }) => has_let(left) || has_let(right),
        _ => false,
    }
}

/// Whether an argument can change its place without a change of its type's inference.
fn is_simple(argument: &Expr) -> bool {
    match argument {
        Expr::Path(_) | Expr::Lit(_) | Expr::Field(_) | Expr::MethodCall(_) | Expr::Call(_) | Expr::Index(_) => true,
        Expr::Reference(reference) => is_simple(&reference.expr),
        Expr::Unary(unary) => is_simple(&unary.expr),
        _ => false,
    }
}

/// Code without line breaks and indentation.
fn one_line(code: &str) -> String {
    code.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The line of a byte.
fn line_at(source: &str, byte: usize) -> &str {
    let (before, after) = source.split_at_checked(byte).unwrap_or_default();
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    let end = byte + after.find('\n').unwrap_or(after.len());
    source.get(start..end).unwrap_or_default().trim()
}

#[cfg(test)]
mod tests;
